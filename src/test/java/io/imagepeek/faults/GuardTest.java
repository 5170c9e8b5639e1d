package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.GuardProfile.ATTEMPTS;
import static io.imagepeek.faults.GuardProfile.BREAKER_CALLS;
import static io.imagepeek.faults.GuardProfile.BREAKER_DELAY;
import static io.imagepeek.faults.GuardProfile.PLACES;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.Caller.Answer;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
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

/** What protects a registry from the function, and the function from its callers. */
@QuarkusTest
@TestProfile(GuardProfile.class)
class GuardTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Put here by {@link GuardedPeers}. */
  @SuppressWarnings("NullAway.Init")
  GuardedPeers.Unused peers;

  private final TestImage image = TestImage.oci("linux/amd64");

  @Test
  void opensAfterTenFailuresAndClosesAgain() {
    ScriptedRegistry registry = peers.take();
    registry
        .on("GET", MANIFEST)
        .respond(BREAKER_CALLS, Reply.status(503))
        .always(Serve.manifest(image));
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    for (int i = 0; i < BREAKER_CALLS / ATTEMPTS; i++) {
      inspect(name).assertInspectFailure("HTTP status 503 Service Unavailable");
    }
    long opened = System.nanoTime();

    // The tenth call opens it; the two attempts that would follow are not made.
    inspect(name)
        .assertConnectionFailure(
            "circuit breaker open: " + registry.authority(),
            "is not asked for up to 2 s",
            "last failure: HTTP status 503 Service Unavailable");
    inspect(name).assertConnectionFailure("circuit breaker open: " + registry.authority());
    assertThat(registry.requests()).hasSize(BREAKER_CALLS);

    Answer answer = inspect(name);
    while (answer.status() == 500 && System.nanoTime() - opened < LIMIT.toNanos()) {
      answer.assertConnectionFailure("circuit breaker open");
      answer = inspect(name);
    }

    answer.assertInspected(image);
    assertThat(Duration.ofNanos(System.nanoTime() - opened)).isGreaterThan(BREAKER_DELAY);
    assertThat(registry.requests()).hasSize(BREAKER_CALLS + 2);
    inspect(name).assertInspected(image);
  }

  @Test
  void opensWhenHalfOfTheLastTenFailed() {
    ScriptedRegistry registry = peers.take();
    registry.on("GET", MANIFEST).respond(3, Serve.manifest(image)).respond(5, Reply.status(500));
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    for (int i = 0; i < 3; i++) {
      inspect(name).assertInspected(image);
    }

    inspect(name).assertInspectFailure("HTTP status 500"); // 9 calls, 3 failed
    inspect(name).assertConnectionFailure("circuit breaker open"); // 4 of 10, then 5 of 10

    assertThat(registry.requests()).hasSize(6 + 5);
  }

  @Test
  void opensForConnectionsThatFail() {
    String authority = "127.0.0.1:" + peers.refused().getLocalPort();
    for (int i = 0; i < BREAKER_CALLS / ATTEMPTS; i++) {
      inspect(authority + "/x").assertConnectionFailure("connection refused by " + authority);
    }

    inspect(authority + "/x")
        .assertConnectionFailure(
            "circuit breaker open: " + authority,
            "last failure: connection refused by " + authority);
  }

  @Test
  void otherHostsAreStillAsked() {
    ScriptedRegistry failing = peers.take();
    ScriptedRegistry well = peers.take();
    failing.on("GET", MANIFEST).respond(BREAKER_CALLS, Reply.reset());
    well.image("x", "latest", image);
    for (int i = 0; i <= BREAKER_CALLS / ATTEMPTS; i++) {
      inspect(failing.authority() + "/x").assertConnectionFailure();
    }

    inspect(failing.authority() + "/x").assertConnectionFailure("circuit breaker open");
    inspect(well.authority() + "/x").assertInspected(image);
  }

  @Test
  void whatTheCallerAskedWronglyNeverCounts() {
    ScriptedRegistry registry = peers.take();
    String name = registry.authority() + "/x";
    List<Reply> refusals =
        List.of(
            Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"),
            Reply.error(401, "UNAUTHORIZED", "authentication required"),
            Reply.error(403, "DENIED", "denied"),
            Reply.error(400, "UNSUPPORTED", "no"),
            Reply.status(429).with("Retry-After", "3600"),
            Reply.status(408).with("Retry-After", "3600"));
    for (int i = 0; i < 2 * BREAKER_CALLS; i++) {
      Reply refusal = refusals.get(i % refusals.size());
      registry.on("GET", MANIFEST).respond(refusal);
    }
    registry.on("GET", MANIFEST).respond(Serve.manifest(image));
    Serve.config(registry, "x", image);
    for (int i = 0; i < 2 * BREAKER_CALLS; i++) {
      assertThat(inspect(name).body()).doesNotContain("circuit breaker").contains("\"error\":");
    }

    inspect(name).assertInspected(image);
    assertThat(registry.requests()).hasSize(2 * BREAKER_CALLS + 2);
  }

  @Test
  void moreInspectionsThanPlacesAreToldToComeBack() throws Exception {
    ScriptedRegistry registry = peers.take();
    CompletableFuture<Void> released = new CompletableFuture<>();
    for (int i = 0; i < PLACES; i++) {
      registry
          .on("GET", "/v2/x/manifests/" + i)
          .always(Reply.held(released, Serve.manifest(image)));
    }
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x:0";
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < PLACES; i++) {
        String another = registry.authority() + "/x:" + i;
        answers.add(callers.submit(() -> inspect(another)));
      }
      registry.awaitRequests(PLACES, LIMIT);

      Response refused = RestAssured.given().queryParam("imageName", name).get("/inspect");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isEqualTo("7");
      assertThat(refused.contentType()).startsWith("application/json");
      assertThat(JsonPath.from(refused.asString()).<Map<String, Object>>get("$"))
          .containsEntry("name", "HttpError")
          .containsEntry("type", "HTTP_ERROR")
          .containsEntry("statusCode", 503)
          .containsOnlyKeys("name", "message", "type", "statusCode", "error");
      assertThat(registry.requests()).hasSize(PLACES);

      released.complete(null);
      for (Future<Answer> answer : answers) {
        answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).assertInspected(image);
      }
      inspect(name).assertInspected(image);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void callersWhoHaveGoneTakeNoPlaces() throws Exception {
    ScriptedRegistry registry = peers.take();
    for (int i = 0; i < PLACES; i++) {
      registry.on("GET", "/v2/x/manifests/" + i).always(Reply.never());
    }
    registry.on("GET", MANIFEST).always(Serve.manifest(image));
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    List<Socket> callers = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
      caller
          .getOutputStream()
          .write(
              ("GET /inspect?imageName=" + name + ":" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(US_ASCII));
      callers.add(caller);
    }
    registry.awaitRequests(PLACES, LIMIT);
    for (Socket caller : callers) {
      caller.close();
    }
    registry.awaitResets(PLACES, LIMIT);

    Answer answer = inspect(name);
    long start = System.nanoTime();
    while (answer.status() == 503 && System.nanoTime() - start < LIMIT.toNanos()) {
      answer = inspect(name);
    }
    answer.assertInspected(image);
  }
}
