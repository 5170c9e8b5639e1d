package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.FaultProfile.ATTEMPT;
import static io.imagepeek.faults.FaultProfile.ATTEMPTS;
import static io.imagepeek.faults.FaultProfile.CONNECT;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static io.imagepeek.faults.FaultProfile.allAttempts;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** No connection, or one that is of no use. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class ConnectionFaultTest extends FaultTest {

  @Test
  void refused() {
    int port = peers.refused().getLocalPort();

    inspect("127.0.0.1:" + port + "/x")
        .assertConnectionFailure("connection refused by 127.0.0.1:" + port)
        .assertWithin(allAttempts(Duration.ZERO));
  }

  @Test
  void neverConnected() {
    int port = peers.unanswered().port();

    inspect("127.0.0.1:" + port + "/x")
        .assertConnectionFailure("connection timeout: 127.0.0.1:" + port)
        .assertWithin(allAttempts(CONNECT));
  }

  @Test
  void neverAnswered() {
    RawPeer peer = peers.blackHole();

    inspect(peer.authority() + "/x")
        .assertConnectionFailure(
            "connection timeout: " + peer.authority() + " did not respond within 800 ms")
        .assertWithin(allAttempts(ATTEMPT));

    assertThat(peer.connections()).isEqualTo(ATTEMPTS);
    assertThat(peer.received().split("GET /v2/x/manifests/latest", -1)).hasSize(ATTEMPTS + 1);
    peer.awaitOpenConnections(0, LIMIT);
  }

  @Test
  void nameThatDoesNotExist() {
    inspect(TestNames.UNKNOWN + "/x")
        .assertConnectionFailure("DNS: no address found for " + TestNames.UNKNOWN)
        .assertWithin(SLACK);
  }

  @Test
  void nameServerThatNeverAnswers() {
    inspect(TestNames.UNANSWERED + "/x")
        .assertConnectionFailure("connection timeout: " + TestNames.UNANSWERED)
        .assertWithin(allAttempts(ATTEMPT));
  }

  @Test
  void resetBeforeTheAnswerOnce() {
    ScriptedRegistry registry = peers.plain();
    TestImage image = TestImage.oci("linux/amd64");
    String manifest = "/v2/reset-once/manifests/latest";
    registry.on("GET", manifest).respond(Reply.reset()).then(Serve.manifest(image));
    Serve.config(registry, "reset-once", image);

    inspect(registry.authority() + "/reset-once").assertInspected(image);

    assertThat(Serve.requests(registry, "reset-once"))
        .containsExactly(
            "GET " + manifest,
            "GET " + manifest,
            "GET /v2/reset-once/blobs/" + image.configDigest());
  }

  @Test
  void resetBeforeTheAnswerAlways() {
    ScriptedRegistry registry = peers.plain();
    registry.on("GET", "/v2/reset/manifests/latest").respond(ATTEMPTS, Reply.reset());

    inspect(registry.authority() + "/reset")
        .assertConnectionFailure("connection closed by " + registry.authority())
        .assertWithin(allAttempts(Duration.ZERO));

    assertThat(Serve.requests(registry, "reset")).hasSize(ATTEMPTS);
  }

  @Test
  void resetWithinTheAnswer() {
    ScriptedRegistry registry = peers.plain();
    registry.on("GET", "/v2/half/manifests/latest").respond(ATTEMPTS, Reply.resetAfter("{\"sch"));

    inspect(registry.authority() + "/half")
        .assertConnectionFailure("the response of " + registry.authority() + " broke off")
        .assertWithin(allAttempts(Duration.ZERO));

    assertThat(Serve.requests(registry, "half")).hasSize(ATTEMPTS);
  }

  @Test
  void noHttpAtAll() {
    assertNoHttp(peers.garbage());
  }

  @Test
  void hugeHeader() {
    assertNoHttp(peers.hugeHeader());
  }

  @Test
  void headersWithoutEnd() {
    assertNoHttp(peers.endlessHeaders());
  }

  @Test
  void lengthThatIsNoNumber() {
    assertNoHttp(peers.nonsense());
  }

  private static void assertNoHttp(RawPeer peer) {
    inspect(peer.authority() + "/x")
        .assertConnectionFailure("the response of " + peer.authority() + " is not valid HTTP")
        .assertWithin(allAttempts(Duration.ZERO));

    assertThat(peer.connections()).isEqualTo(ATTEMPTS);
    peer.awaitOpenConnections(0, LIMIT);
  }

  @Test
  void moreThanTheStatedLengthIsNobodysAnswer() {
    RawPeer peer = peers.tooLong();

    inspect(peer.authority() + "/x").assertInspectFailure("manifest: ").assertWithin(SLACK);
    // Of another repository, so that nothing is asked about what is kept.
    inspect(peer.authority() + "/y").assertInspectFailure("manifest: ").assertWithin(SLACK);

    // What was sent too much did not become the answer to the second request.
    assertThat(peer.connections()).isEqualTo(2);
    peer.awaitOpenConnections(0, LIMIT);
  }

  @Test
  void connectionClosedBetweenInspections() {
    ScriptedRegistry registry = peers.plain();
    TestImage image = registry.image("kept", "latest");
    String name = registry.authority() + "/kept";
    inspect(name).assertInspected(image);
    int before = registry.recorded().get(registry.recorded().size() - 1).connection();

    registry.dropConnections();
    inspect(name).assertInspected(image);

    assertThat(Serve.requests(registry, "kept")).hasSize(3);
    assertThat(registry.lastRequest().connection()).isGreaterThan(before);
  }
}
