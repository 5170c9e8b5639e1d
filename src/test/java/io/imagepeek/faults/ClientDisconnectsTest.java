package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.FaultProfile.ATTEMPT;
import static io.imagepeek.faults.FaultProfile.CONCURRENCY;
import static io.imagepeek.faults.FaultProfile.INSPECTION;
import static io.imagepeek.faults.FaultProfile.SLACK;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Inspections that last too long, are many, or that nobody waits for any more. */
@QuarkusTest
@TestProfile(FaultProfile.class)
class ClientDisconnectsTest extends FaultTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final String GET_MANIFEST = "GET " + MANIFEST;

  @Test
  void deadlineOfTheWholeInspection() {
    TestImage index = TestImage.index("linux/amd64");
    TestImage image = index.children().get(0);
    String child = "/v2/x/manifests/" + image.digest();
    String config = "/v2/x/blobs/" + image.configDigest();
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      // 2 s, 0.5 s and 1 s are over when the last exchange begins: half a second is left for it.
      registry
          .on("GET", MANIFEST)
          .respond(Reply.status(429).with("Retry-After", "2"))
          .then(Serve.manifest(index));
      registry
          .on("GET", child)
          .respond(Reply.delayed(Duration.ofMillis(500), Serve.manifest(image)));
      registry
          .on("GET", config)
          .respond(Reply.status(503).with("Retry-After", "1"))
          .then(Reply.never());

      inspect(registry.authority() + "/x")
          .assertConnectionFailure(
              "connection timeout: the inspection took longer than its 4.0 s",
              "; last failure: HTTP status 503 Service Unavailable; retry after 1 s")
          .assertWithin(INSPECTION.plus(SLACK));

      registry.awaitReset(LIMIT);
      registry.assertRequests(
          GET_MANIFEST, GET_MANIFEST, "GET " + child, "GET " + config, "GET " + config);
    }
  }

  @Test
  void onlySoManyExchangesWithOneHost() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    ExecutorService callers = Executors.newCachedThreadPool();
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      List<Future<Caller.Answer>> answers = new ArrayList<>();
      List<TestImage> images = new ArrayList<>();
      for (int i = 0; i < CONCURRENCY + 5; i++) {
        String repository = "x" + i;
        TestImage image = registry.image(repository, "latest");
        images.add(image);
        registry
            .on("GET", "/v2/" + repository + "/manifests/latest")
            .respond(Reply.held(released, Serve.manifest(image)));
        answers.add(callers.submit(() -> inspect(registry.authority() + "/" + repository)));
      }
      registry.awaitRequests(CONCURRENCY, LIMIT);
      released.complete(null);

      for (int i = 0; i < answers.size(); i++) {
        answers.get(i).get(10, TimeUnit.SECONDS).assertInspected(images.get(i));
      }
      assertThat(registry.mostInFlight()).isEqualTo(CONCURRENCY);
      assertThat(registry.requests()).hasSize(2 * answers.size());
      assertThat(registry.resets()).isEmpty();
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void anUnansweredExchangeLeavesOthersOnItsConnectionAlone() throws Exception {
    TestImage image = TestImage.oci("linux/amd64");
    String config = "/v2/y/blobs/" + image.configDigest();
    ExecutorService callers = Executors.newCachedThreadPool();
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry.on("GET", MANIFEST).respond(Reply.never()).then(Serve.manifest(image));
      Serve.config(registry, "x", image);
      // Under way from half a second after the other request until after that has timed out.
      registry
          .on("GET", "/v2/y/manifests/latest")
          .respond(Reply.delayed(Duration.ofMillis(500), Serve.manifest(image)));
      registry
          .on("GET", config)
          .respond(Reply.delayed(Duration.ofMillis(500), Reply.of(200, Map.of(), image.config())));
      Future<Caller.Answer> first = callers.submit(() -> inspect(registry.authority() + "/x"));
      registry.awaitRequests(1, LIMIT);

      inspect(registry.authority() + "/y").assertInspected(image);

      first.get(10, TimeUnit.SECONDS).assertInspected(image);
      registry.awaitReset(LIMIT);
      assertThat(registry.resets()).containsExactly(GET_MANIFEST);
      assertThat(Serve.requests(registry, "y")).hasSize(2);
    } finally {
      callers.shutdownNow();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inspect", "/inspectAnImage"})
  void goneWhileTheRegistryIsSilent(String face) throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry.on("GET", MANIFEST).always(Reply.never());
      askAndLeave(face, registry.authority() + "/x", () -> registry.awaitRequests(1, LIMIT));

      assertAbandoned(registry, 1);
    }
  }

  @Test
  void goneWhileTheAnswerDrips() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.startHttp1(peers.trusted())) {
      registry.on("GET", MANIFEST).always(Reply.dripForEver(" ", Duration.ofMillis(50)));
      askAndLeave(registry.authority() + "/x", () -> registry.awaitBytesWritten(2, LIMIT));

      assertAbandoned(registry, 1);
    }
  }

  @Test
  void goneWhileTheTokenServiceIsSilent() throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      TokenService tokens = TokenService.on(registry).next(Reply.never(), Reply.never());
      registry.requireBearer(tokens);
      askAndLeave(registry.authority() + "/x", () -> registry.awaitRequests(2, LIMIT));

      assertAbandoned(registry, 2);
    }
  }

  /** The exchange is reset well before it would have timed out, and nothing comes after it. */
  private static void assertAbandoned(ScriptedRegistry registry, int requests) {
    registry.awaitReset(ATTEMPT.dividedBy(2));
    assertNoMore(registry, requests);
  }

  private static void assertNoMore(ScriptedRegistry registry, int requests) {
    // Another attempt would be made within the longest wait between two.
    assertThatThrownBy(() -> registry.awaitRequests(requests + 1, ATTEMPT.plus(FaultProfile.WAITS)))
        .isInstanceOf(AssertionError.class);
    assertThat(registry.inFlight()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void goneBetweenTwoAttempts(int status) throws Exception {
    try (ScriptedRegistry registry = ScriptedRegistry.start(peers.trusted())) {
      registry.on("GET", MANIFEST).always(Reply.status(status).with("Retry-After", "1"));
      askAndLeave(registry.authority() + "/x", () -> registry.awaitRequests(1, LIMIT));

      assertThatThrownBy(() -> registry.awaitRequests(2, Duration.ofMillis(1500)))
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Has an image inspected, and closes the connection without having read an answer. */
  private static void askAndLeave(String imageName, Runnable until) throws IOException {
    askAndLeave("/inspect", imageName, until);
  }

  private static void askAndLeave(String face, String imageName, Runnable until)
      throws IOException {
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      String body = "{\"imageName\":\"" + imageName + "\"}";
      caller
          .getOutputStream()
          .write(
              ("POST "
                      + face
                      + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                      + "Content-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(US_ASCII));
      until.run();
    }
  }
}
