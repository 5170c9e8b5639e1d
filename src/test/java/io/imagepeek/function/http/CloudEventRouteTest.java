package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.TestEvent.Form;
import io.imagepeek.testing.RawPeer;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CloudEvents that ask for inspections, and the events that answer them. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class CloudEventRouteTest extends FaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(8);

  @ParameterizedTest
  @EnumSource
  void isAnsweredWithAnEventInItsForm(Form form) {
    TestImage index =
        open().image("door/index", "1", TestImage.index("linux/amd64", "linux/arm64"));
    String imageName = name("door/index:1");
    Instant before = Instant.now().minusSeconds(1);

    TestEvent first = TestEvent.in(TestEvent.about(imageName).post(form), form);
    TestEvent second = TestEvent.in(TestEvent.about(imageName).post(form), form);

    assertThat(first.attributes())
        .containsOnlyKeys(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "causationid",
            "platformdigest")
        .containsEntry("specversion", "1.0")
        .containsEntry("source", "inspectAnImage")
        .containsEntry("type", "io.imagepeek.image.inspected")
        .containsEntry("subject", imageName)
        .containsEntry("causationid", "event-1")
        .containsEntry("platformdigest", index.children().get(0).digest());
    assertThat(Instant.parse(first.attributes().get("time")))
        .isBetween(before, Instant.now().plusSeconds(1));
    assertThat(List.of(first.attributes().get("id"), second.attributes().get("id"), "event-1"))
        .doesNotHaveDuplicates()
        .first()
        .satisfies(id -> assertThat(UUID.fromString(id)).hasToString(id));
    assertThat(first.data())
        .isEqualTo(second.data())
        .isEqualTo(inspect(imageName).asString())
        .startsWith("{\"Digest\":\"" + index.digest() + "\"");
  }

  /** The whole input is understood, in both documented forms. */
  @ParameterizedTest
  @EnumSource
  void theDataAreTheDocumentedInput(Form form) {
    TestImage index =
        open().image("door/input", "2", TestImage.index("linux/amd64", "linux/arm64"));
    String fields =
        "{\"imageName\":\"%s\",\"imageTag\":\"2\",\"platform\":\"linux/arm64\",\"repoTags\":true}"
            .formatted(name("door/input"));
    String nested = "{\"imageName\":\"%s\",\"postData\":%s}".formatted(name("door/input"), fields);

    TestEvent flat = TestEvent.in(TestEvent.asking(fields).post(form), form);
    TestEvent outer = TestEvent.in(TestEvent.asking(nested).post(form), form);

    assertThat(flat.attributes())
        .containsEntry("platformdigest", index.children().get(1).digest())
        .containsEntry("subject", name("door/input"));
    assertThat(flat.data())
        .isEqualTo(outer.data())
        .isEqualTo(post(fields).asString())
        .contains("\"RepoTags\":[\"2\"]", "\"Architecture\":\"arm64\"");
  }

  /** Funqy's own name for what triggers a function, and the function's path. */
  @ParameterizedTest
  @CsvSource({
    "/, inspectAnImage",
    "/inspectAnImage, inspectAnImage",
    "/inspectAnImage, io.imagepeek.image.inspect",
  })
  void theFunctionsNameWillDo(String path, String type) {
    TestImage image = open().image("door/funqy", "1");

    for (Form form : Form.values()) {
      Response response = TestEvent.about(name("door/funqy:1")).with("type", type).post(form, path);

      assertThat(TestEvent.in(response, form).attributes())
          .containsEntry("type", "io.imagepeek.image.inspected")
          .containsEntry("platformdigest", image.digest());
    }
  }

  static Stream<Arguments> lasting() {
    return Stream.of(
        Arguments.of(422, "InvalidInspectParameters", "OPEN/door/there@x"),
        Arguments.of(404, "ImageNotFoundInRegistry", "OPEN/door/not-there"),
        Arguments.of(401, "RegistryAuthenticationFailure", "CLOSED/door/private"),
        Arguments.of(500, "InspectImageFailure", "OPEN/door/broken:1"));
  }

  @ParameterizedTest
  @MethodSource("lasting")
  void whatWouldFailAgainIsToldOnce(int status, String error, String image) {
    open().image("door/there", "1");
    open().image("door/broken", "1", TestImage.of(TestImage.OCI_MANIFEST, "{\"schemaVersion\":2}"));
    registries.closed().image("door/private", "1");
    String imageName =
        image
            .replace("OPEN", open().authority())
            .replace("CLOSED", registries.closed().authority());

    for (Form form : Form.values()) {
      TestEvent failed = TestEvent.in(TestEvent.about(imageName).post(form), form);

      assertThat(failed.attributes())
          .containsOnlyKeys("specversion", "id", "source", "type", "subject", "time", "causationid")
          .containsEntry("type", "io.imagepeek.image.inspect.failed")
          .containsEntry("subject", imageName)
          .containsEntry("causationid", "event-1");
      assertThat(failed.data())
          .isEqualTo(inspect(imageName).asString())
          .startsWith("{\"name\":\"" + error + "\"")
          .contains("\"statusCode\":" + status);
    }
  }

  /** Whoever holds the event delivers it again: the answer is no event. */
  @ParameterizedTest
  @EnumSource
  void whatMayPassIsToBeDeliveredAgain(Form form) {
    open().on("GET", "/v2/door/down/manifests/latest").always(503);

    Response down = TestEvent.about(name("door/down")).post(form);
    Response refused =
        TestEvent.about("127.0.0.1:" + RawPeer.refusedPort() + "/door/refused").post(form);

    assertThat(List.of(down, refused))
        .allSatisfy(
            response -> {
              assertThat(response.statusCode()).isEqualTo(500);
              assertThat(response.contentType()).isEqualTo(JSON);
              assertThat(response.headers()).noneMatch(h -> h.getName().startsWith("ce-"));
            });
    assertThat(down.asString()).startsWith("{\"name\":\"InspectImageFailure\",");
    assertThat(refused.asString()).startsWith("{\"name\":\"RegistryConnectionFailure\",");
    assertThat(log.text()).doesNotContain("internal error");
  }

  @Test
  void aDefectIsToBeDeliveredAgainAndSaysNothingOfItself() {
    String imageName = registries.closed().authority() + "/" + BrokenCredentials.REPOSITORY;

    Response response = TestEvent.about(imageName).post(Form.BINARY);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.asString())
        .startsWith("{\"name\":\"GenericFailure\",")
        .doesNotContain(BrokenCredentials.SECRET);
  }

  @ParameterizedTest
  @EnumSource
  void anUnknownTypeIsAcceptedAndFails(Form form) {
    int before = open().recorded().size();

    TestEvent failed =
        TestEvent.in(
            TestEvent.about(name("door/unknown"))
                .with("type", "com.example.pushed")
                .with("subject", "something")
                .post(form),
            form);

    assertThat(failed.attributes())
        .containsEntry("type", "io.imagepeek.image.inspect.failed")
        .containsEntry("subject", "something")
        .containsEntry("causationid", "event-1");
    assertThat(failed.data())
        .isEqualTo(
            """
            {"name":"InvalidInspectParameters","message":"Invalid inspection parameters.",\
            "type":"VALIDATION_ERROR","statusCode":422,"imageName":"something","error":\
            "event: the type is unknown; to request an inspection, use io.imagepeek.image.inspect"}""");
    assertThat(open().recorded()).hasSize(before);
  }

  /** A broker without a filter brings back what we said: there must be an end to it. */
  @ParameterizedTest
  @CsvSource({
    "BINARY, io.imagepeek.image.inspected",
    "BINARY, io.imagepeek.image.inspect.failed",
    "STRUCTURED, io.imagepeek.image.inspected",
    "STRUCTURED, io.imagepeek.image.inspect.failed",
  })
  void whatWeToldOurselvesIsTakenInSilence(Form form, String type) {
    int before = open().recorded().size();

    Response response = TestEvent.about(name("door/loop")).with("type", type).post(form);

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.asByteArray()).isEmpty();
    assertThat(response.headers()).noneMatch(header -> header.getName().startsWith("ce-"));
    assertThat(open().recorded()).hasSize(before);
    assertThat(inspections()).isEmpty();
  }

  /** An event's own trace comes first, then that of the request that brought it. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "00-aa-bb-01, x=1,     -,           -,   00-aa-bb-01, x=1",
        "00-aa-bb-01, -,       -,           -,   00-aa-bb-01, -",
        "00-aa-bb-01, -,       00-cc-dd-00, y=2, 00-aa-bb-01, -",
        "-,           -,       00-cc-dd-00, y=2, 00-cc-dd-00, y=2",
        "-,           -,       -,           y=2, -,           -",
        "-,           -,       -,           -,   -,           -",
      })
  void theTraceIsCarriedOn(
      String eventParent,
      String eventState,
      String httpParent,
      String httpState,
      String parent,
      String state) {
    TestEvent event = TestEvent.about("a@b");
    event = eventParent == null ? event : event.with("traceparent", eventParent);
    event = eventState == null ? event : event.with("tracestate", eventState);
    String http =
        (httpParent == null ? "" : "traceparent: " + httpParent + "\r\n")
            + (httpState == null ? "" : "tracestate: " + httpState + "\r\n");

    for (Form form : Form.values()) {
      Map<String, String> told = EventWire.exchange(event, form, http).attributes();

      assertThat(told.get("traceparent")).isEqualTo(parent);
      assertThat(told.get("tracestate")).isEqualTo(state);
    }
  }

  /** What a caller writes stands in a header, and can be no header of its own (CWE-113). */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\\u00fc\\u20ac      | %C3%BC%E2%82%AC",
        "\\ud83d\\ude00      | %F0%9F%98%80",
        "a b                 | a%20b",
        "100%25              | 100%2525",
        "%                   | %25",
        "\\\"q\\\"           | %22q%22",
        "a\\r\\nX-Evil: 1    | a%0D%0AX-Evil:%201",
        "a\\u0000\\u007f     | a%00%7F",
        "a\\u2028            | a%E2%80%A8",
        "\\ud800             | ?",
      })
  void aSubjectIsEncoded(String nameAsJson, String header) throws Exception {
    TestEvent event = TestEvent.asking("{\"imageName\":\"" + nameAsJson + "\"}");

    RawHttp.Answer answer = EventWire.send(event, Form.BINARY, "");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("ce-subject")).isEqualTo(header);
    assertThat(answer.header("x-evil")).isEmpty();
    assertThat(answer.header("ce-type")).isEqualTo("io.imagepeek.image.inspect.failed");
    TestEvent structured = EventWire.exchange(event, Form.STRUCTURED, "");
    assertThat(structured.attributes().get("subject"))
        .isEqualTo(TestEvent.parse(structured.data()).path("imageName").textValue());
  }

  /** It may be cut between the two halves of a character. */
  @ParameterizedTest
  @EnumSource
  void aLongSubjectIsCut(Form form) throws Exception {
    TestEvent event = TestEvent.about("a".repeat(511) + "\ud83d\ude00".repeat(20));

    TestEvent failed = EventWire.exchange(event, form, "");

    assertThat(failed.attributes().get("subject")).isEqualTo("a".repeat(511));
    assertThat(TestEvent.parse(failed.data()).path("statusCode").intValue()).isEqualTo(422);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "plain-1               | plain-1",
        "Euro%20%E2%82%AC%20%F0%9F%98%80 | Euro%20%E2%82%AC%20%F0%9F%98%80",
        "%41%2f                | A/",
        "%0d%0aX-Evil:1        | %0D%0AX-Evil:1",
        "50%                   | 50%25",
        "%zz%4                 | %25zz%254",
        "'\"quoted \\\"x\\\" \\\\\"' | quoted%20%22x%22%20\\",
      })
  void anAttributeInAHeaderIsDecoded(String header, String causation) throws Exception {
    TestEvent event = TestEvent.about("a@b").with("id", header);

    RawHttp.Answer answer = EventWire.send(event, Form.BINARY, "");

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("ce-causationid")).isEqualTo(causation);
    assertThat(answer.header("x-evil")).isEmpty();
  }

  /** The id of what was caused is the id of the cause, in whichever of these ways it came. */
  @ParameterizedTest
  @CsvSource({
    "b\u00fccher-\u20ac-\ud83d\ude00, b%C3%BCcher-%E2%82%AC-%F0%9F%98%80",
    "\u043f\u0440\u0438\u0432\u0435\u0442, %D0%BF%D1%80%D0%B8%D0%B2%D0%B5%D1%82",
  })
  void anIdOfOtherLettersStaysTheSame(String id, String encoded) throws Exception {
    String bytes = new String(id.getBytes(UTF_8), ISO_8859_1);
    for (String header : List.of(bytes, encoded, encoded.toLowerCase(Locale.ROOT))) {
      RawHttp.Answer answer =
          EventWire.send(TestEvent.about("a@b").with("id", header), Form.BINARY, "");

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.header("ce-causationid")).isEqualTo(encoded);
    }
    TestEvent structured =
        EventWire.exchange(TestEvent.about("a@b").with("id", id), Form.STRUCTURED, "");
    assertThat(structured.attributes()).containsEntry("causationid", id);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsTooLargeIsNotRead(Form form) {
    Response response = TestEvent.about("a".repeat(64 * 1024)).post(form);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(response.asString()).startsWith("{\"name\":\"HttpError\",");
  }

  @ParameterizedTest
  @EnumSource
  void severalImagesAreAskedForElsewhere(Form form) {
    TestEvent failed = TestEvent.in(TestEvent.asking("{\"images\":[\"a\"]}").post(form), form);

    assertThat(failed.data()).contains("\"error\":\"images: unknown field", "POST /inspections");
  }

  @ParameterizedTest
  @EnumSource
  void thereAreNoEventsAtOtherPaths(Form form) {
    for (String path : List.of("/nothing", "/inspectanimage", "/q/health", "/inspectAnImage/x")) {
      Response response = TestEvent.about("a@b").post(form, path);

      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.asString()).startsWith("{\"name\":\"HttpError\",");
    }
  }

  /** It wants its answer no more than any other caller who leaves. */
  @Test
  void whoGoesAwayEndsTheInspection() throws Exception {
    String manifest = "GET /v2/door/gone/manifests/latest";
    open().on("GET", "/v2/door/gone/manifests/latest").always(Reply.never());
    int resets = open().resets().size();
    int requests = open().recorded().size();

    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      String request = EventWire.request(TestEvent.about(name("door/gone")), Form.BINARY, "");
      caller.getOutputStream().write(request.getBytes(UTF_8));
      open().awaitRequests(requests + 1, LIMIT);
    }

    open().awaitResets(resets + 1, LIMIT);
    assertThat(open().resets().get(resets)).isEqualTo(manifest);
    assertThat(open().requests().subList(requests, open().requests().size()))
        .containsExactly(manifest);
  }

  @Test
  void eachOfManyHasItsOwnAnswer() throws Exception {
    int events = 50;
    List<TestImage> images =
        List.of(
            open().image("door/many/0", "1"),
            open().image("door/many/1", "1", TestImage.docker("linux/amd64")));
    CompletableFuture<Void> released = new CompletableFuture<>();
    open()
        .on("GET", "/v2/door/many/0/manifests/1")
        .always(
            Reply.held(
                released,
                Reply.json(200, images.get(0).manifest())
                    .with("Content-Type", images.get(0).mediaType())));
    ExecutorService callers = Executors.newFixedThreadPool(events);
    try {
      List<Future<TestEvent>> answers = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        TestEvent event =
            TestEvent.about(name("door/many/" + kind(i) + ":1")).with("id", "event-" + i);
        Form form = i % 2 == 0 ? Form.BINARY : Form.STRUCTURED;
        answers.add(callers.submit(() -> TestEvent.in(event.post(form), form)));
      }
      // Some of them wait, and the others are answered before.
      for (int i = 0; i < events; i++) {
        if (kind(i) == 1) {
          answers.get(i).get(20, TimeUnit.SECONDS);
        }
      }
      released.complete(null);

      List<String> ids = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        TestEvent answer = answers.get(i).get(20, TimeUnit.SECONDS);
        assertThat(answer.attributes())
            .containsEntry("causationid", "event-" + i)
            .containsEntry("platformdigest", images.get(kind(i)).digest());
        ids.add(answer.attributes().get("id"));
      }
      assertThat(ids).doesNotHaveDuplicates();
    } finally {
      released.complete(null);
      callers.shutdownNow();
    }
  }

  /** Less than may be asked of one registry at once are of kind 0, which is answered late. */
  private static int kind(int event) {
    return event % 5 == 0 ? 0 : 1;
  }
}
