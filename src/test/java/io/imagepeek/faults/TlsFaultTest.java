package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.FaultProfile.ATTEMPTS;
import static io.imagepeek.faults.FaultProfile.CONNECT;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static io.imagepeek.faults.FaultProfile.allAttempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.RawPeer.Ending;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.ServerIdentity;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as it should be, and servers whose identity is in doubt: those are sent no request. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class TlsFaultTest extends FaultTest {

  /** The setting that helps where TLS is not what the registry speaks, and nowhere else. */
  private static final String INSECURE = "imagepeek.registry.insecure";

  @Test
  void speaksHttp2OnOneConnection() {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      TestImage image = registry.image("x", "latest", TestImage.index("linux/amd64"));

      inspect("localhost:" + registry.port() + "/x").assertInspected(image);

      assertThat(registry.recorded())
          .hasSize(3)
          .extracting(RecordedRequest::version)
          .containsOnly("HTTP/2");
      assertThat(registry.lastRequest().authority()).isEqualTo("localhost:" + registry.port());
      assertThat(registry.connections()).isEqualTo(1);
    }
  }

  @Test
  void speaksHttp1WithServersThatKnowNoOther() {
    try (ScriptedRegistry registry = ScriptedRegistry.startHttp1(peers.trusted())) {
      TestImage image = registry.image("x", "latest");

      inspect(registry.authority() + "/x").assertInspected(image);

      assertThat(registry.recorded())
          .hasSize(2)
          .extracting(RecordedRequest::version)
          .containsOnly("HTTP/1.1");
    }
  }

  @Test
  void unknownAuthority() {
    assertRefused(peers.unknownAuthority(), "is not signed by a known authority");
  }

  @Test
  void expired() {
    assertRefused(peers.expired(), "has expired");
  }

  @Test
  void notYetValid() {
    assertRefused(peers.notYetValid(), "is not valid yet");
  }

  @Test
  void otherName() {
    assertRefused(peers.otherName(), "is not valid for that host");
  }

  /** The same certificate would be shown again, so there is one connection and no request. */
  private static void assertRefused(ServerIdentity identity, String reason) {
    try (ScriptedRegistry registry = ScriptedRegistry.start(identity)) {
      inspect("localhost:" + registry.port() + "/x")
          .assertConnectionFailure(
              "TLS: the certificate of localhost:" + registry.port() + " " + reason)
          .assertWithin(SLACK);

      registry.assertRequests();
      assertThat(registry.connections()).isLessThanOrEqualTo(1);
      registry.awaitOpenConnections(0, LIMIT);
    }
  }

  @Test
  void plainHttpOnTheTlsPort() {
    try (ScriptedRegistry registry = ScriptedRegistry.start()) {
      inspect(registry.authority() + "/x")
          .assertConnectionFailure(
              "TLS handshake with " + registry.authority() + " failed", INSECURE)
          .assertWithin(allAttempts(Duration.ZERO));

      registry.assertRequests();
      assertThat(registry.connections()).isBetween(1, ATTEMPTS);
    }
  }

  /** A server over plain http need not answer what it cannot read. */
  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"CLOSE", "RESET"})
  void plainHttpWithoutAnAnswer(Ending ending) {
    try (RawPeer peer = RawPeer.answering("", ending)) {
      inspect(peer.authority() + "/x")
          .assertConnectionFailure("TLS handshake with " + peer.authority() + " failed", INSECURE)
          .assertWithin(allAttempts(Duration.ZERO));

      assertThat(peer.connections()).isEqualTo(ATTEMPTS);
    }
  }

  /** As Go's and nginx's servers do. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n400 Bad Request",
        "HTTP/1.0 400 Bad Request\r\n\r\n",
        "<html>400</html>"
      })
  void plainHttpThatAnswersWithText(String text) {
    try (RawPeer peer = RawPeer.answering(text, Ending.CLOSE)) {
      inspect(peer.authority() + "/x")
          .assertConnectionFailure("TLS handshake with " + peer.authority() + " failed", INSECURE);
    }
  }

  @Test
  void handshakeRefused() {
    try (RawPeer peer = RawPeer.tlsAlert()) {
      inspect(peer.authority() + "/x")
          .assertConnectionFailure("TLS handshake with " + peer.authority() + " failed")
          .assertSilentAbout(INSECURE)
          .assertWithin(allAttempts(Duration.ZERO));

      assertThat(peer.connections()).isEqualTo(ATTEMPTS);
    }
  }

  @Test
  void handshakeNeverAnswered() {
    try (RawPeer peer = RawPeer.blackHole()) {
      inspect(peer.authority() + "/x")
          .assertConnectionFailure("TLS handshake with " + peer.authority())
          .assertSilentAbout(INSECURE)
          .assertWithin(allAttempts(CONNECT));

      assertThat(peer.connections()).isEqualTo(ATTEMPTS);
      assertThat(peer.received()).doesNotContain("GET ");
      peer.awaitOpenConnections(0, LIMIT);
    }
  }
}
