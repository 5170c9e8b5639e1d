package io.imagepeek.faults;

import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.RawPeer.Ending;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestAuthority;
import io.imagepeek.testing.TestAuthority.Validity;
import io.imagepeek.testing.UnansweredPort;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts the {@link Peers} before the function, and tells it whom to trust and whom to ask. */
public class FaultyPeers implements QuarkusTestResourceLifecycleManager {

  private static final String SURPLUS = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  private static final int HUGE_HEADER_BYTES = 1_000_000;
  private static final List<String> LOCAL = List.of("dns:localhost", "ip:127.0.0.1");

  @SuppressWarnings("NullAway.Init")
  private Path certificates;

  private @Nullable Peers peers;

  @Override
  public Map<String, String> start() {
    try {
      certificates = Files.createTempDirectory("imagepeek-faults");
      TestAuthority authority = TestAuthority.create(certificates.resolve("trusted"));
      TestAuthority other = TestAuthority.create(certificates.resolve("other"));
      Peers started =
          new Peers(
              authority.issue("localhost", LOCAL),
              other.issue("localhost", LOCAL),
              authority.issue("localhost", LOCAL, Validity.EXPIRED),
              authority.issue("localhost", LOCAL, Validity.NOT_YET_VALID),
              authority.issue("elsewhere", List.of("dns:elsewhere.test")),
              ScriptedRegistry.start(),
              refusing(),
              UnansweredPort.open(),
              RawPeer.blackHole(),
              RawPeer.garbage(),
              RawPeer.hugeHeader(HUGE_HEADER_BYTES),
              RawPeer.endlessHeaders(),
              RawPeer.answering(answer("2", "{}" + SURPLUS), Ending.STAY_OPEN),
              RawPeer.answering(answer("many", "{}"), Ending.STAY_OPEN));
      peers = started;
      return Map.of(
          "imagepeek.registry.insecure",
          plainPorts(started)
              .mapToObj(port -> "127.0.0.1:" + port)
              .collect(Collectors.joining(",")),
          "imagepeek.network.allow",
          "127.0.0.0/8",
          "quarkus.tls.imagepeek.trust-store.pem.certs",
          authority.caPem().toString(),
          "imagepeek.registry.tls-configuration-name",
          "imagepeek");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IntStream plainPorts(Peers peers) {
    return IntStream.of(
        peers.plain().port(),
        peers.refused().getLocalPort(),
        peers.unanswered().port(),
        peers.blackHole().port(),
        peers.garbage().port(),
        peers.hugeHeader().port(),
        peers.endlessHeaders().port(),
        peers.tooLong().port(),
        peers.nonsense().port());
  }

  static Socket refusing() throws IOException {
    Socket bound = new Socket();
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    return bound;
  }

  private static String answer(String contentLength, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.oci.image.manifest.v1+json\r\n"
        + "Content-Length: "
        + contentLength
        + "\r\n\r\n"
        + body;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(peers, new TestInjector.MatchesType(Peers.class));
  }

  @Override
  public void stop() {
    Peers peers = this.peers;
    try {
      if (peers != null) {
        peers.plain().close();
        peers.refused().close();
        peers.unanswered().close();
        Stream.of(
                peers.blackHole(),
                peers.garbage(),
                peers.hugeHeader(),
                peers.endlessHeaders(),
                peers.tooLong(),
                peers.nonsense())
            .forEach(RawPeer::close);
      }
      try (Stream<Path> files = Files.walk(certificates)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
