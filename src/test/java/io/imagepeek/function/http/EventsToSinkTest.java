package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.TestEvent.Form;
import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registries send, taken from those who know a secret, and told to a sink. */
@QuarkusTest
@TestProfile(SinkProfile.class)
class EventsToSinkTest extends FaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final String HOST = "registry.example.com:5000/";

  /** Set by {@link SinkRegistries#inject}. */
  @SuppressWarnings("NullAway.Init")
  ScriptedRegistry sink;

  private int toldBefore;

  @Override
  List<String> secrets() {
    return List.of(
        FaceRegistries.PASSWORD,
        SinkProfile.GITHUB_SECRET,
        SinkProfile.TOKEN,
        SinkRegistries.SINK_TOKEN);
  }

  @BeforeEach
  void openTheSink() {
    sink.on("POST", SinkRegistries.TARGET).always(202);
    toldBefore = sink.recorded().size();
  }

  @Test
  void theResultsAreSentAndTheAnswerIsEmpty() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));

    Response response = known(Notice.sample("distribution-push", index)).post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
    assertThat(response.asByteArray()).isEmpty();
    assertThat(told())
        .extracting(event -> event.header("ce-causationid"))
        .containsExactlyInAnyOrder(
            "5f0c7e0a-1111-4a4a-8b8b-000000000002", "5f0c7e0a-1111-4a4a-8b8b-000000000003");
    assertThat(told())
        .allSatisfy(
            event -> {
              assertThat(event.target()).isEqualTo(SinkRegistries.TARGET);
              assertThat(event.header("Content-Type")).isEqualTo(JSON);
              assertThat(event.header("ce-specversion")).isEqualTo("1.0");
              assertThat(event.header("ce-type")).isEqualTo("io.imagepeek.image.inspected");
              assertThat(event.header("ce-source")).isEqualTo("inspectAnImage");
              assertThat(event.header("ce-cluster")).isEqualTo("test%201");
              assertThat(event.header("ce-platformdigest"))
                  .isEqualTo(index.children().get(0).digest());
              assertThat(event.authorization()).isNull();
              assertThat(event.body()).isEqualTo(inspect(event.header("ce-subject")).asString());
            });
    assertThat(told()).extracting(event -> event.header("ce-id")).doesNotHaveDuplicates();
  }

  /** What its sender did wrong is told to both. */
  @Test
  void whatIsWrongInANoticeStandsInTheAnswerToo() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    Notice notice =
        Notice.pushes(HOST + "team/shop@" + index.digest(), "registry/team/shop@" + index.digest());

    Response response = known(notice).post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(TestEvent.parse(response.asString())).hasSize(1);
    TestEvent refused = TestEvent.of(TestEvent.parse(response.asString()).get(0));
    assertThat(refused.attributes())
        .containsEntry("type", "io.imagepeek.image.inspect.failed")
        .containsEntry("causationid", "push-1");
    assertThat(refused.data()).contains("events[1].request.host: is not a host");
    assertThat(told())
        .extracting(event -> event.header("ce-type"))
        .containsExactlyInAnyOrder(
            "io.imagepeek.image.inspected", "io.imagepeek.image.inspect.failed");
  }

  /** The code goes to those alone who know a secret. */
  @Test
  void aSubscriptionIsValidatedForThoseWhoKnowASecret() {
    Notice validation = Notice.sample("azure-event-grid-validation");

    assertThat(validation.post().statusCode()).isEqualTo(401);
    assertThat(known(validation).post().asString()).contains("\"validationResponse\":\"512d38b6-");
    assertThat(told()).isEmpty();
  }

  @Test
  void whatIsNoPushIsNotTold() {
    int before = open().recorded().size();

    assertThat(known(Notice.sample("distribution-pull")).post().statusCode()).isEqualTo(204);

    assertThat(told()).isEmpty();
    assertThat(open().recorded()).hasSize(before);
  }

  static Stream<Arguments> admitted() {
    Notice gitHub = Notice.sample("github-ping");
    Notice harbor = Notice.sample("harbor-pull");
    return Stream.of(
        Arguments.of(gitHub.with("X-Hub-Signature-256", signature(gitHub.body()))),
        Arguments.of(gitHub.with("x-hub-signature-256", signature(gitHub.body()))),
        Arguments.of(harbor.with("Authorization", SinkProfile.AUTHORIZATION)),
        Arguments.of(
            gitHub
                .with("X-Hub-Signature-256", signature("another"))
                .with("Authorization", SinkProfile.AUTHORIZATION)));
  }

  @ParameterizedTest
  @MethodSource("admitted")
  void whoKnowsASecretIsLetIn(Notice notice) {
    assertThat(notice.post().statusCode()).isEqualTo(204);
  }

  static Stream<Arguments> refused() {
    Notice gitHub = Notice.sample("github-registry-package");
    Notice harbor = Notice.sample("harbor-push");
    return Stream.of(
        Arguments.of(gitHub),
        Arguments.of(gitHub.with("X-Hub-Signature-256", signature("another"))),
        Arguments.of(gitHub.with("X-Hub-Signature-256", "sha256=")),
        Arguments.of(gitHub.with("X-Hub-Signature-256", SinkProfile.GITHUB_SECRET)),
        Arguments.of(gitHub.with("X-Hub-Signature", signature(gitHub.body()).replace("256", "1"))),
        Arguments.of(
            gitHub
                .with("X-Hub-Signature-256", signature(gitHub.body()))
                .withBody(gitHub.body() + " ")),
        Arguments.of(harbor),
        Arguments.of(harbor.with("Authorization", SinkProfile.TOKEN)),
        Arguments.of(harbor.with("Authorization", SinkProfile.AUTHORIZATION + "x")),
        Arguments.of(harbor.with("Authorization", "bearer " + SinkProfile.TOKEN)),
        Arguments.of(harbor.with("Authorization", "Basic " + SinkProfile.TOKEN)),
        // What it is, is not told to those who know no secret.
        Arguments.of(harbor.withBody("{")),
        Arguments.of(harbor.withBody("")));
  }

  /** The right and the wrong ones are looked for in the log after each test. */
  @ParameterizedTest
  @MethodSource("refused")
  void whoKnowsNoneIsNot(Notice notice) {
    int before = open().recorded().size();

    Response response = notice.post();

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"name":"HttpError","message":"Unauthorized.","type":"HTTP_ERROR","statusCode":401,\
            "error":"the request has none of the configured secrets"}""");
    assertThat(open().recorded()).hasSize(before);
    assertThat(told()).isEmpty();
    assertThat(log.lines("a push event was refused")).hasSize(1);
  }

  /** The secrets are those of notices: other faces are open to those who may ask. */
  @Test
  void otherFacesNeedNoSecret() {
    open().image("team/shop", "1.4");

    assertThat(inspect(name("team/shop:1.4")).statusCode()).isEqualTo(200);
    for (Form form : Form.values()) {
      assertThat(TestEvent.in(TestEvent.about(name("team/shop:1.4")).post(form), form).attributes())
          .containsEntry("type", "io.imagepeek.image.inspected")
          .doesNotContainKey("cluster");
    }
    assertThat(told()).as("answered, and not sent").isEmpty();
  }

  @Test
  void whatMayPassComesAgainAndTheOthersAreTold() {
    TestImage image = open().image("team/there", "1");
    String digest = TestImage.digest("down");
    open().on("GET", "/v2/team/down/manifests/" + digest).always(503);
    Notice notice =
        known(
            Notice.pushes(
                HOST + "team/down@" + digest,
                HOST + "team/there@" + image.digest(),
                HOST + "team/not-there@" + digest));

    Response response = notice.post();

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.asString())
        .startsWith("{\"name\":\"InspectImageFailure\",")
        .contains("\"imageName\":\"" + name("team/down@" + digest) + "\"");
    assertThat(told())
        .extracting(event -> event.header("ce-causationid") + " " + event.header("ce-type"))
        .containsExactlyInAnyOrder(
            "push-1 io.imagepeek.image.inspected", "push-2 io.imagepeek.image.inspect.failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"github-registry-package", "docker-hub-push"})
  void toThoseWhoSendOnceTheFailureIsTheResult(String sample) {
    String digest = TestImage.digest("down");
    open().on("GET", "/v2/team/once/manifests/1.4").always(503);
    open().on("GET", "/v2/team/once/manifests/" + digest).always(503);
    Notice notice =
        Notice.sample(sample)
            .replaced("team/shop", "team/once")
            .replaced(sample.startsWith("docker") ? "builder" : GITHUB_DIGEST, digest);

    Response response = known(notice).post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
    assertThat(told())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.header("ce-type")).isEqualTo("io.imagepeek.image.inspect.failed");
              assertThat(event.body()).contains("HTTP status 503", "\"statusCode\":500");
            });
  }

  private static final String GITHUB_DIGEST =
      "sha256:c0b0109d9439de57fe3cf03abeccbc52f4c98170c732d3b69af5e6395ace574e";

  @ParameterizedTest
  @ValueSource(strings = {"harbor-push", "github-registry-package"})
  void aSinkThatIsDownIsABadGateway(String sample) {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    sink.on("POST", SinkRegistries.TARGET).respond(2, Reply.status(503));

    Response response = known(Notice.sample(sample, index)).post();

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"name":"HttpError","message":"Bad Gateway.","type":"HTTP_ERROR","statusCode":502,\
            "error":"the sink did not take the result: HTTP status 503"}""");
    assertThat(told()).hasSize(2);
    assertThat(log.lines("the sink did not take event")).hasSize(1);
  }

  @Test
  void aSinkIsAskedAgainWithTheSameEvent() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    sink.on("POST", SinkRegistries.TARGET).respond(Reply.reset());

    assertThat(known(Notice.sample("ecr-push", index)).post().statusCode()).isEqualTo(204);

    assertThat(told()).hasSize(2);
    assertThat(told().get(0).headers()).isEqualTo(told().get(1).headers());
    assertThat(told().get(0).body()).isEqualTo(told().get(1).body());
  }

  @Test
  void whatASinkRefusesIsNotSentAgain() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    sink.on("POST", SinkRegistries.TARGET).respond(Reply.status(400));

    Response response = known(Notice.sample("ecr-push", index)).post();

    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.asString()).contains("HTTP status 400");
    assertThat(told()).hasSize(1);
  }

  /** Whoever can send a notice chooses its host: the operator's list has the last word. */
  @Test
  void aHostThatIsNotAllowedIsNotAsked() {
    int before = open().connections();
    Notice notice =
        known(
            Notice.pushes(
                "localhost:" + open().port() + "/team/shop@" + TestImage.digest("x"),
                "169.254.169.254:80/latest/meta-data@" + TestImage.digest("x")));

    Response response = notice.post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
    assertThat(told()).hasSize(2);
    assertThat(told())
        .allSatisfy(
            event -> {
              assertThat(event.header("ce-type")).isEqualTo("io.imagepeek.image.inspect.failed");
              assertThat(event.body())
                  .startsWith("{\"name\":\"InvalidInspectParameters\",")
                  .contains("\"statusCode\":422");
            });
    assertThat(open().connections()).isEqualTo(before);
  }

  @Test
  void soManyAtOnceAndNoMore() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    TestImage image = TestImage.oci("linux/amd64");
    List<String> images = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      String repository = "team/bounded" + i;
      open().image(repository, "1", image);
      open()
          .on("GET", "/v2/" + repository + "/manifests/" + image.digest())
          .always(
              Reply.held(
                  released,
                  Reply.json(200, image.manifest()).with("Content-Type", image.mediaType())));
      images.add(HOST + repository + "@" + image.digest());
    }
    Notice notice = known(Notice.pushes(images.toArray(String[]::new)));
    int before = open().recorded().size();

    CompletableFuture<Response> answer = CompletableFuture.supplyAsync(notice::post);
    open().awaitRequests(before + SinkProfile.CONCURRENCY, LIMIT);
    // Those of other callers are not counted with them.
    assertThat(inspect(name("team/bounded-not-there")).statusCode()).isEqualTo(404);
    assertThat(open().inFlight()).isEqualTo(SinkProfile.CONCURRENCY);
    released.complete(null);

    assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    assertThat(told())
        .extracting(event -> event.header("ce-causationid"))
        .containsExactlyInAnyOrder("push-0", "push-1", "push-2", "push-3", "push-4");
  }

  /** Nobody is queued: an event comes again, and a notice of those who send again does. */
  @Test
  void whereThereIsNoPlaceItIsToBeDeliveredAgain() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    TestImage image = open().image("team/full", "1");
    for (int i = 0; i < SinkProfile.INSPECTIONS; i++) {
      open()
          .on("GET", "/v2/team/full/manifests/held-" + i)
          .always(
              Reply.held(
                  released,
                  Reply.json(200, image.manifest()).with("Content-Type", image.mediaType())));
    }
    int before = open().recorded().size();
    List<CompletableFuture<Response>> running = new ArrayList<>();
    for (int i = 0; i < SinkProfile.INSPECTIONS; i++) {
      String name = name("team/full:held-" + i);
      running.add(CompletableFuture.supplyAsync(() -> inspect(name)));
    }
    try {
      open().awaitRequests(before + SinkProfile.INSPECTIONS, LIMIT);

      List<Response> refused =
          List.of(
              TestEvent.about(name("team/full:1")).post(Form.BINARY),
              TestEvent.about(name("team/full:1")).post(Form.STRUCTURED),
              known(Notice.pushes(HOST + "team/full@" + image.digest())).post());

      assertThat(refused)
          .allSatisfy(
              response -> {
                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(response.header("Retry-After")).isEqualTo("1");
                assertThat(response.contentType()).startsWith(JSON);
                assertThat(response.headers()).noneMatch(h -> h.getName().startsWith("ce-"));
                assertThat(response.asString()).contains("too many inspections at once");
              });
      assertThat(told()).isEmpty();
    } finally {
      released.complete(null);
    }
    for (CompletableFuture<Response> each : running) {
      assertThat(each.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  /** GitHub waits for ten seconds and sends nothing twice: its notice would be lost. */
  @Test
  void whoSendsOnceMayGoAway() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    TestImage index = TestImage.index("linux/amd64");
    String manifest = "/v2/team/left/manifests/" + index.digest();
    open().image("team/left", "1.4", index);
    open()
        .on("GET", manifest)
        .always(
            Reply.held(
                released,
                Reply.json(200, index.manifest()).with("Content-Type", index.mediaType())));
    Notice notice =
        Notice.sample("github-registry-package", index).replaced("team/shop", "team/left");

    leave(known(notice), "/v2/team/left/");
    released.complete(null);

    sink.awaitRequests(toldBefore + 1, LIMIT);
    assertThat(told().get(0).header("ce-type")).isEqualTo("io.imagepeek.image.inspected");
    assertThat(told().get(0).header("ce-causationid")).isEqualTo("delivery-1");
  }

  @Test
  void whoDeliversAgainIsNotWaitedForOnceGone() throws Exception {
    TestImage index = TestImage.index("linux/amd64");
    String manifest = "/v2/team/gone/manifests/" + index.digest();
    open().on("GET", manifest).always(Reply.never());
    Notice notice = Notice.sample("harbor-push", index).replaced("team/shop", "team/gone");
    int resets = open().resets().size();

    leave(known(notice), "/v2/team/gone/");

    open().awaitResets(resets + 1, LIMIT);
    assertThat(open().resets().get(resets)).isEqualTo("GET " + manifest);
    assertThat(told()).isEmpty();
  }

  /** Sends a notice, and closes the connection once the registry was asked. */
  private void leave(Notice notice, String path) throws IOException {
    int before = open().recorded().size();
    List<String> headers = new ArrayList<>();
    notice.headers().forEach((name, value) -> headers.add(name + ": " + value));
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      String request =
          RawHttp.request("POST /events", notice.body(), headers.toArray(String[]::new));
      caller.getOutputStream().write(request.getBytes(US_ASCII));
      open().awaitRequests(before + 1, LIMIT);
    }
    assertThat(open().recorded().get(before).path()).startsWith(path);
  }

  private List<RecordedRequest> told() {
    return sink.recorded().subList(toldBefore, sink.recorded().size());
  }

  /** The notice with the secret that its sender knows. */
  private static Notice known(Notice notice) {
    return notice.headers().containsKey("X-GitHub-Event")
        ? notice.with("X-Hub-Signature-256", signature(notice.body()))
        : notice.with("Authorization", SinkProfile.AUTHORIZATION);
  }

  private static String signature(String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(SinkProfile.GITHUB_SECRET.getBytes(UTF_8), "HmacSHA256"));
      return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
