package io.imagepeek.faults;

import static io.imagepeek.faults.Caller.inspect;
import static io.imagepeek.faults.GuardProfile.ATTEMPTS;
import static io.imagepeek.faults.GuardProfile.BREAKER_CALLS;
import static io.imagepeek.faults.GuardProfile.BREAKER_DELAY;
import static io.imagepeek.faults.GuardProfile.PLACES;
import static io.imagepeek.faults.GuardProfile.WAITING;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.faults.Caller.Answer;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What protects a registry from the function, and the function from its callers. */
@QuarkusTest
@TestProfile(GuardProfile.class)
class GuardTest {

  private static final String MANIFEST = "/v2/x/manifests/latest";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Reply BUSY = Reply.status(503);
  private static final int MANY = 400;

  /** Put here by {@link GuardedPeers}. */
  @SuppressWarnings("NullAway.Init")
  GuardedPeers.Unused peers;

  private final TestImage image = TestImage.oci("linux/amd64");

  /** Asks until the breaker is open: on a slow machine a probe may come between. */
  private static Answer refused(String authority, String name, IntSupplier requests) {
    long start = System.nanoTime();
    int before = requests.getAsInt();
    Answer answer = inspect(name);
    while (!answer.error().contains("circuit breaker")
        && System.nanoTime() - start < LIMIT.toNanos()) {
      before = requests.getAsInt();
      answer = inspect(name);
    }
    answer.assertConnectionFailure("circuit breaker open: " + authority + " ");
    assertThat(requests.getAsInt()).isEqualTo(before);
    return answer;
  }

  private static Answer refused(ScriptedRegistry registry, String name) {
    return refused(registry.authority(), name, () -> registry.requests().size());
  }

  @Test
  void opensAfterTenFailuresAndClosesAgain() {
    ScriptedRegistry registry = peers.take();
    AtomicBoolean well = new AtomicBoolean();
    registry.on("GET", MANIFEST).always(request -> well.get() ? Serve.manifest(image) : BUSY);
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    long closed = 0;
    for (int i = 0; i < BREAKER_CALLS; i++) {
      closed = System.nanoTime();
      inspect(name).assertInspectFailure("HTTP status 503 Service Unavailable");
    }
    assertThat(registry.requests()).hasSize(BREAKER_CALLS * ATTEMPTS);

    refused(registry, name)
        .assertConnectionFailure(
            " has failed too often for x and gets no requests for it for up to 1 s",
            "last failure: HTTP status 503 Service Unavailable");

    well.set(true);
    int before = registry.requests().size();
    Answer answer = inspect(name);
    while (answer.status() == 500 && System.nanoTime() - closed < LIMIT.toNanos()) {
      answer.assertConnectionFailure("circuit breaker open");
      answer = inspect(name);
    }

    answer.assertInspected(image);
    assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThan(BREAKER_DELAY);
    assertThat(registry.requests()).hasSize(before + 2);
    inspect(name).assertInspected(image);
  }

  @Test
  void opensWhenNineOfTheLastTenFailed() {
    ScriptedRegistry registry = peers.take();
    registry.on("GET", MANIFEST).respond(Serve.manifest(image)).always(Reply.status(500));
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    inspect(name).assertInspected(image); // two exchanges

    for (int i = 0; i < BREAKER_CALLS - 1; i++) {
      inspect(name).assertInspectFailure("HTTP status 500");
    }

    assertThat(registry.requests()).hasSize(2 + (BREAKER_CALLS - 1) * ATTEMPTS);
    refused(registry, name);
  }

  /** Three attempts mend all but 0.8 %, and 2.7 %, of the exchanges, of which there are two. */
  @ParameterizedTest
  @CsvSource({"20, 97", "30, 92"})
  void whatRetriesMendIsLeftToThem(int failing, double atLeast) {
    ScriptedRegistry registry = peers.take();
    Random random = new Random(2_026);
    registry
        .on("GET", MANIFEST)
        .always(request -> random.nextInt(100) < failing ? BUSY : Serve.manifest(image));
    registry
        .on("GET", "/v2/x/blobs/" + image.configDigest())
        .always(request -> random.nextInt(100) < failing ? BUSY : Serve.config(image));
    String name = registry.authority() + "/x";
    int inspected = 0;
    for (int i = 0; i < MANY; i++) {
      Answer answer = inspect(name);
      if (answer.status() == 200) {
        answer.assertInspected(image);
        inspected++;
      } else {
        answer.assertInspectFailure("HTTP status 503");
      }
    }

    assertThat(inspected * 100.0 / MANY).isBetween(atLeast, 99.9);
  }

  @Test
  void opensForConnectionsThatFail() {
    String authority = "127.0.0.1:" + peers.refused().getLocalPort();
    for (int i = 0; i < BREAKER_CALLS; i++) {
      inspect(authority + "/x" + i).assertConnectionFailure("connection refused by " + authority);
    }

    refused(authority, authority + "/x", () -> 0)
        .assertConnectionFailure(
            " was unreachable too often and gets no requests for up to 1 s",
            "last failure: connection refused by " + authority);
  }

  @Test
  void otherHostsAndOtherRepositoriesAreStillAsked() {
    ScriptedRegistry failing = peers.take();
    ScriptedRegistry well = peers.take();
    failing.on("GET", MANIFEST).always(Reply.reset());
    failing.image("well", "latest", image);
    well.image("x", "latest", image);
    for (int i = 0; i < 2 * BREAKER_CALLS; i++) {
      inspect(failing.authority() + "/x").assertConnectionFailure();
      inspect(failing.authority() + "/well").assertInspected(image);
    }

    refused(failing, failing.authority() + "/x");
    inspect(failing.authority() + "/well").assertInspected(image);
    inspect(well.authority() + "/x").assertInspected(image);
  }

  @Test
  void aTokenServiceMayFailForOneRepository() {
    ScriptedRegistry registry = peers.take();
    ScriptedRegistry tokens = peers.take();
    tokens.serve(
        request ->
            request.query().getOrDefault("scope", List.of()).contains("repository:x:pull")
                ? BUSY
                : null);
    registry.requireBearer(TokenService.on(tokens));
    for (int i = 0; i <= BREAKER_CALLS; i++) {
      registry.image("well" + i, "latest", image);
    }
    for (int i = 0; i < BREAKER_CALLS; i++) {
      inspect(registry.authority() + "/x").assertInspectFailure("HTTP status 503");
      inspect(registry.authority() + "/well" + i).assertInspected(image);
    }

    refused(tokens, registry.authority() + "/x")
        .assertConnectionFailure(" has failed too often for x");
    inspect(registry.authority() + "/well" + BREAKER_CALLS).assertInspected(image);
  }

  @Test
  void whoComesBackIsAskedAgainSoon() {
    ScriptedRegistry killed = peers.take();
    int port = killed.port();
    String name = killed.authority() + "/x";
    killed.image("x", "latest", image);
    inspect(name).assertInspected(image);
    killed.close();
    for (int i = 0; i < BREAKER_CALLS - 1; i++) {
      inspect(name).assertConnectionFailure("connection refused");
    }
    refused(killed, name);

    try (ScriptedRegistry restarted = ScriptedRegistry.start(port)) {
      restarted.image("x", "latest", image);
      // However slow the machine is, the breaker's delay has passed when this has.
      await(BREAKER_DELAY);

      inspect(name).assertInspected(image);
      inspect(name).assertInspected(image);
    }
  }

  private static void await(Duration delay) {
    long start = System.nanoTime();
    while (System.nanoTime() - start < delay.toNanos()) {
      LockSupport.parkNanos(delay.toNanos() - (System.nanoTime() - start));
    }
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
  void whoOnlyWaitsForARegistryLeavesHisPlaceToOthers_untilTooManyWait() throws Exception {
    ScriptedRegistry silent = peers.take();
    ScriptedRegistry well = peers.take();
    CompletableFuture<Void> released = new CompletableFuture<>();
    well.image("x", "latest", image);
    Serve.config(silent, "x", image);
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        silent
            .on("GET", "/v2/x/manifests/" + i)
            .always(Reply.held(released, Serve.manifest(image)));
      }
      for (int i = 0; i < WAITING - 1; i++) {
        String another = silent.authority() + "/x:" + i;
        answers.add(callers.submit(() -> inspect(another)));
      }
      silent.awaitRequests(WAITING - 1, LIMIT);
      inspect(well.authority() + "/x").assertInspected(image);

      String last = silent.authority() + "/x:" + (WAITING - 1);
      answers.add(callers.submit(() -> inspect(last)));
      silent.awaitRequests(WAITING, LIMIT);
      assertToldToComeBack(well.authority() + "/x");

      released.complete(null);
      for (Future<Answer> answer : answers) {
        answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS).assertInspected(image);
      }
      inspect(well.authority() + "/x").assertInspected(image);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void whoseAnswerArrivesHasAPlace() throws Exception {
    ScriptedRegistry slow = peers.take();
    ScriptedRegistry well = peers.take();
    well.image("x", "latest", image);
    for (int i = 0; i < PLACES; i++) {
      slow.on("GET", "/v2/x/manifests/" + i).always(Reply.dripForEver("{", Duration.ofMillis(100)));
    }
    ExecutorService callers = Executors.newCachedThreadPool();
    try {
      for (int i = 0; i < PLACES; i++) {
        String another = slow.authority() + "/x:" + i;
        callers.execute(() -> inspect(another));
      }
      String name = well.authority() + "/x";
      long start = System.nanoTime();
      while (RestAssured.given().queryParam("imageName", name).get("/inspect").statusCode() != 503
          && System.nanoTime() - start < LIMIT.toNanos()) {
        Thread.onSpinWait(); // until all of them have begun to arrive
      }
      assertToldToComeBack(name);

      slow.close(); // whoever has broken off leaves his place
      start = System.nanoTime();
      Answer answer = inspect(name);
      while (answer.status() == 503 && System.nanoTime() - start < LIMIT.toNanos()) {
        answer = inspect(name);
      }
      answer.assertInspected(image);
    } finally {
      callers.shutdownNow();
    }
  }

  private static void assertToldToComeBack(String name) {
    Response refused = RestAssured.given().queryParam("imageName", name).get("/inspect");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.header("Retry-After")).isEqualTo("7");
    assertThat(refused.contentType()).startsWith("application/json");
    assertThat(JsonPath.from(refused.asString()).<Map<String, Object>>get("$"))
        .containsEntry("name", "HttpError")
        .containsEntry("type", "HTTP_ERROR")
        .containsEntry("statusCode", 503)
        .containsOnlyKeys("name", "message", "type", "statusCode", "error");
  }

  @Test
  void callersWhoHaveGoneTakeNoRoom() throws Exception {
    ScriptedRegistry registry = peers.take();
    for (int i = 0; i < WAITING; i++) {
      registry.on("GET", "/v2/x/manifests/" + i).always(Reply.never());
    }
    registry.on("GET", MANIFEST).always(Serve.manifest(image));
    Serve.config(registry, "x", image);
    String name = registry.authority() + "/x";
    List<Socket> callers = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
      caller
          .getOutputStream()
          .write(
              ("GET /inspect?imageName=" + name + ":" + i + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(US_ASCII));
      callers.add(caller);
    }
    registry.awaitRequests(WAITING, LIMIT);
    for (Socket caller : callers) {
      caller.close();
    }
    registry.awaitResets(WAITING, LIMIT);

    Answer answer = inspect(name);
    long start = System.nanoTime();
    while (answer.status() == 503 && System.nanoTime() - start < LIMIT.toNanos()) {
      answer = inspect(name);
    }
    answer.assertInspected(image);
  }
}
