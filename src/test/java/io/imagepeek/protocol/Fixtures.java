package io.imagepeek.protocol;

import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.TestAuthority;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What must be there before the application starts: a certificate authority that it trusts, and the
 * registries that it may ask over plain http, each of which is one test's own.
 */
public class Fixtures implements QuarkusTestResourceLifecycleManager {

  private static final int PLAIN_REGISTRIES = 40;

  /** All names that the tests give to their servers. */
  private static final List<String> NAMES =
      List.of(
          "dns:localhost",
          "dns:registry.test",
          "dns:cdn.test",
          "dns:auth.test",
          "dns:registry-1.docker.io",
          "ip:127.0.0.1",
          "ip:::1");

  private final Deque<ScriptedRegistry> unused = new ArrayDeque<>();
  private final List<ScriptedRegistry> plain = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private ServerIdentity identity;

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("imagepeek-protocol");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TestAuthority authority = TestAuthority.create(directory);
    identity = authority.issue("imagepeek protocol tests", NAMES);
    List<String> insecure = new ArrayList<>();
    for (int i = 0; i < PLAIN_REGISTRIES; i++) {
      ScriptedRegistry registry = ScriptedRegistry.start();
      plain.add(registry);
      insecure.add("127.0.0.1:" + registry.port());
      insecure.add("cdn.test:" + registry.port());
    }
    unused.addAll(plain);
    return Map.of(
        "imagepeek.registry.insecure", String.join(",", insecure),
        "imagepeek.registry.tls-configuration-name", "imagepeek",
        "quarkus.tls.imagepeek.trust-store.pem.certs", authority.caPem().toString());
  }

  /** A registry in plain http that nobody has used, listed as 127.0.0.1 and as cdn.test. */
  synchronized ScriptedRegistry plain() {
    return unused.remove();
  }

  /** What servers show that the application shall trust. */
  ServerIdentity identity() {
    return identity;
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(this, new TestInjector.MatchesType(Fixtures.class));
  }

  @Override
  public void stop() {
    plain.forEach(ScriptedRegistry::close);
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted((a, b) -> b.compareTo(a)).forEach(Fixtures::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
