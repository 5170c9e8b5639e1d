package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What registries send, taken where there is no sink: the answer has the results. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class EventsResourceTest extends FaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final String BATCH = "application/cloudevents-batch+json";

  /** An id that is made up of what the notice says is only known to be always the same. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "harbor-push, team/shop:1.4@INDEX, -",
        "harbor-push-untagged, team/shop@INDEX, -",
        "harbor-cloudevents-push, team/shop:1.4@INDEX, 6c2b0d55-4444-4e4e-bfbf-000000000000",
        "ecr-push, team/shop:1.4@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "ecr-push-untagged-china, team/shop@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "docker-hub-push, team/shop:1.4, -",
        "github-registry-package, team/shop:1.4@INDEX, delivery-1",
        "github-registry-package-untagged, team/shop@INDEX, delivery-1",
        "github-package, team/shop:1.4@INDEX, delivery-1",
        "artifact-registry-upload, team-project/images/shop@INDEX, 11223344556677",
        "artifact-registry-tag, team-project/images/shop:1.4@INDEX, 11223344556677",
        "artifact-registry-gcr, team-project/shop:1.4@INDEX, 11223344556677",
        "ecr-push-sovereign, team/shop:1.4@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "ecr-replication, team/shop:1.4@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "ecr-pull-through, team/shop:1.4@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "ecr-restore, team/shop@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "ecr-cloudtrail-put, team/shop:1.4@INDEX, 71f4b3a6-6666-4040-9191-000000000000",
        "github-registry-package-bare, team/shop@INDEX, delivery-1",
        "gitlab-push, group/project/shop:1.4@INDEX, 6a0c7e0a-cccc-4a4a-8b8b-000000000001",
        "gitea-package, team/shop:1.4, delivery-1",
        "gitea-package-untagged, team/web/shop@INDEX, delivery-1",
        "quay-push, team/shop:1.4, -",
        "quay-build, team/shop@INDEX, -",
        "azure-event-grid-push, team/shop:1.4@INDEX, 831e1650-9999-4b4b-8c8c-000000000000",
        "azure-cloudevents-push, team/shop:1.4@INDEX, 831e1650-9999-4b4b-8c8c-000000000000",
        "azure-webhook-push, team/shop:1.4@INDEX, 0c6b7d1e-8888-4c4c-9d9d-000000000000",
        "zot-image-updated, team/shop:1.4@INDEX, 3f9d2c71-bbbb-4f4f-9a9a-000000000000",
      })
  void aPushIsInspected(String sample, String image, String id) {
    TestImage index = TestImage.index("linux/amd64", "linux/arm64");
    String repository = image.replaceFirst("[:@].*", "");
    open().image(repository, "1.4", index);
    String imageName = name(image.replace("INDEX", index.digest()));
    Notice notice = Notice.sample(sample, index);

    TestEvent told = only(notice.post());
    TestEvent again = only(notice.post());

    assertThat(told.attributes())
        .containsOnlyKeys(
            "specversion",
            "id",
            "source",
            "type",
            "subject",
            "time",
            "causationid",
            "platformdigest")
        .containsEntry("type", "io.imagepeek.image.inspected")
        .containsEntry("source", "inspectAnImage")
        .containsEntry("subject", imageName)
        .containsEntry("platformdigest", index.children().get(0).digest());
    assertThat(told.data())
        .isEqualTo(inspect(imageName).asString())
        .startsWith("{\"Digest\":\"" + index.digest() + "\"");
    String causation = told.attributes().get("causationid");
    if (id == null) {
      assertThat(causation).matches("[0-9a-f]{64}");
    } else {
      assertThat(causation).isEqualTo(id);
    }
    assertThat(again.attributes()).containsEntry("causationid", causation);
    assertThat(again.attributes().get("id")).isNotEqualTo(told.attributes().get("id"));
    assertThat(log.lines("push event of ")).hasSize(2);
  }

  @Test
  void theResultsStandInTheOrderOfTheNotice() throws Exception {
    TestImage index = open().image("team/lined", "1.4", TestImage.index("linux/amd64"));
    TestImage child = index.children().get(0);
    // The first is answered only once the second has been asked for.
    CompletableFuture<Void> released = new CompletableFuture<>();
    open()
        .on("GET", "/v2/team/ordered/manifests/" + child.digest())
        .always(
            Reply.held(
                released,
                Reply.json(200, child.manifest()).with("Content-Type", child.mediaType())));
    open()
        .on("GET", "/v2/team/ordered/blobs/" + child.configDigest())
        .always(Reply.json(200, child.config()));
    int before = open().recorded().size();
    Notice notice =
        Notice.pushes(
            "registry.example.com:5000/team/ordered@" + child.digest(),
            "registry.example.com:5000/team/lined@" + index.digest(),
            "registry.example.com:5000/team/lined@" + child.digest());

    CompletableFuture<Response> answer = CompletableFuture.supplyAsync(notice::post);
    open().awaitRequests(before + 4, LIMIT);
    released.complete(null);

    assertThat(batch(answer.get(20, TimeUnit.SECONDS)))
        .extracting(event -> event.attributes().get("causationid"))
        .containsExactly("push-0", "push-1", "push-2");
  }

  /** Two of the four events are no pushes of manifests. */
  @Test
  void aDistributionRegistryTellsOfSeveralAtOnce() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));

    List<TestEvent> told = batch(Notice.sample("distribution-push", index).post());

    assertThat(told)
        .extracting(event -> event.attributes().get("causationid"))
        .containsExactly(
            "5f0c7e0a-1111-4a4a-8b8b-000000000002", "5f0c7e0a-1111-4a4a-8b8b-000000000003");
    assertThat(told)
        .extracting(event -> event.attributes().get("subject"))
        .containsExactly(
            name("team/shop@" + index.children().get(0).digest()),
            name("team/shop:1.4@" + index.digest()));
    assertThat(told)
        .allSatisfy(
            event ->
                assertThat(event.data())
                    .isEqualTo(inspect(event.attributes().get("subject")).asString()));
  }

  /** Above all no pull: an inspection is one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "distribution-pull",
        "harbor-pull",
        "harbor-cloudevents-pull",
        "ecr-delete",
        "ecr-scan",
        "github-registry-package-npm",
        "github-ping",
        "artifact-registry-delete",
        "ecr-archive",
        "gitlab-rename",
        "gitea-package-npm",
        "gitea-package-deleted",
        "quay-vulnerability",
        "azure-event-grid-delete",
        "zot-image-deleted",
        "zot-repository-created",
      })
  void whatIsNoPushIsTakenInSilence(String sample) {
    int before = open().recorded().size();

    Response response = Notice.sample(sample).post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(204);
    assertThat(response.asByteArray()).isEmpty();
    assertThat(open().recorded()).hasSize(before);
    assertThat(inspections()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                      | request: is not a known push event; known are:",
        "[]                      | request: is not a known push event; known are:",
        "{\"imageName\":\"a\"}   | request: is not a known push event; known are:",
        "''                      | request: the body is empty; it must be a JSON object",
        "{                       | request: malformed JSON at line 1, column 2",
        "{\"events\":[]} x       | request: malformed JSON at line 1, column ",
        "{\"a\":1,\"a\":1}       | request: a field is given twice at line 1, column ",
        "{\"events\":[{}]}       | events[0].action: is missing",
        "s3cr3tOfTheRobot        | request: malformed JSON at line 1, column ",
      })
  void whatIsNoNoticeIsAnInvalidParameter(String body, String error) {
    Response response = Notice.sample("ecr-push").withBody(body).post();

    assertInvalid(response, error);
    if (error.contains("known are")) {
      assertThat(response.jsonPath().getString("error"))
          .contains("Docker registry (distribution) {", "; Harbor {", "; Amazon ECR {")
          .contains("; Docker Hub {", "; Google Artifact Registry {", "; GitHub {");
    }
  }

  /** Its sender repeats a notice that is refused, and with it all that was right. */
  @Test
  void whatIsRightIsInspectedAndWhatIsWrongIsNamed() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    Notice notice = Notice.sample("distribution-push", index);
    String events = notice.body();
    int third = events.indexOf("\"5f0c7e0a-1111-4a4a-8b8b-000000000002\"");
    int host = events.indexOf("registry.example.com:5000\",", events.indexOf("\"host\"", third));
    notice =
        notice.withBody(
            events.substring(0, host)
                + "registry"
                + events.substring(host + "registry.example.com:5000".length()));

    List<TestEvent> told = batch(notice.post());

    assertThat(told)
        .extracting(event -> event.attributes().get("causationid"))
        .containsExactly(
            "5f0c7e0a-1111-4a4a-8b8b-000000000003", "5f0c7e0a-1111-4a4a-8b8b-000000000002");
    assertThat(told.get(0).attributes()).containsEntry("type", "io.imagepeek.image.inspected");
    assertThat(told.get(1).attributes())
        .containsEntry("type", "io.imagepeek.image.inspect.failed")
        .doesNotContainKeys("subject", "platformdigest");
    assertThat(told.get(1).data())
        .startsWith("{\"name\":\"InvalidInspectParameters\",")
        .contains("\"imageName\":null", "events[2].request.host: is not a host by which")
        .contains("\"statusCode\":422");
    assertThat(log.lines("an entry of a push event was refused: events[2].request.host: "))
        .hasSize(1);
  }

  /** The code is its sender's own: whoever may send notices may know that they are taken. */
  @Test
  void aSubscriptionOfEventGridIsValidated() {
    int before = open().recorded().size();

    Response response =
        Notice.sample("azure-event-grid-validation")
            .with("aeg-event-type", "SubscriptionValidation")
            .post();

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo(JSON);
    assertThat(response.asString())
        .isEqualTo("{\"validationResponse\":\"512d38b6-9999-4b4b-8c8c-000000000002\"}");
    assertThat(open().recorded()).hasSize(before);
  }

  /** zot sends its attributes as headers. */
  @Test
  void anEventWhoseAttributesAreHeadersIsInspected() {
    TestImage index = open().image("team/shop", "1.4", TestImage.index("linux/amd64"));
    Notice notice = Notice.sample("zot-image-updated", index);
    Notice binary =
        notice
            .withBody(TestEvent.parse(notice.body()).get("data").toString())
            .with("Content-Type", JSON)
            .with("ce-specversion", "1.0")
            .with("ce-id", "zot-1")
            .with("ce-source", "https://zot.example.com:5000")
            .with("ce-type", "zotregistry.image.updated");

    assertThat(only(binary.post()).attributes())
        .containsEntry("type", "io.imagepeek.image.inspected")
        .containsEntry("causationid", "zot-1")
        .containsEntry("subject", name("team/shop:1.4@" + index.digest()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ecr-push   | ECR Image Action | ECR Artifact Action | detail-type: is not known",
        "zot-image-updated | zotregistry.image.updated | zotregistry.image.copied | type: is not known",
        "gitea-package     | created | changed | action: is not known",
        "quay-push         | updated_tags | changed_tags | request: is not a known event of Quay",
        "harbor-push       | PUSH_ARTIFACT | SIGN_ARTIFACT | type: is not known",
      })
  void whatAKnownSenderIsNotKnownToSendIsRefused(
      String sample, String text, String other, String error) {
    Response response = Notice.sample(sample).replaced(text, other).post();

    assertInvalid(response, error);
    assertThat(response.jsonPath().getString("error"))
        .containsAnyOf("known are: ", "a push has updated_tags");
  }

  /** What is logged of it is one line (CWE-117). */
  @Test
  void aRefusedNoticeIsOneLine() {
    Response response =
        Notice.sample("harbor-push")
            .replaced("harbor.example.com/team", "bad\\r\\nimage=forged outcome=inspected/team")
            .post();

    assertInvalid(response, "event_data.resources[0].resource_url: is not a host");
    assertThat(log.lines("a push event was refused"))
        .singleElement()
        .asString()
        .doesNotContain("\n", "\r");
  }

  @Test
  void moreImagesThanAllowedAreAnInvalidParameter() {
    List<String> images = new ArrayList<>();
    for (int i = 0; i <= 100; i++) {
      images.add("registry.example.com:5000/team/r" + i + "@" + TestImage.digest("x"));
    }
    int before = open().recorded().size();

    Response response = Notice.pushes(images.toArray(String[]::new)).post();

    assertInvalid(response, "request: has more than 100 pushed images");
    assertThat(open().recorded()).hasSize(before);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "204, application/json",
        "204, application/json; charset=utf-8",
        "204, Application/JSON",
        "204, application/vnd.docker.distribution.events.v1+json",
        "204, application/vnd.docker.distribution.events.v2+json",
        "204, application/cloudevents+json; charset=utf-8",
        "415, -",
        "415, ''",
        "415, text/plain",
        "415, application/xml",
        "415, application/jsonx",
        "415, application/x-www-form-urlencoded",
        "415, multipart/form-data",
        "415, multipart/form-data; boundary=x",
        "415, garbage",
      })
  void registriesHaveTypesOfTheirOwn(int status, String contentType) throws Exception {
    String body = Notice.sample("distribution-pull").body();
    String[] headers =
        contentType == null ? new String[0] : new String[] {"Content-Type: " + contentType};

    RawHttp.Answer answer =
        RawHttp.exchange(RestAssured.port, RawHttp.request("POST /events", body, headers));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (status != 204) {
      assertThat(answer.body()).startsWith("{\"name\":\"HttpError\",");
    }
    assertThat(log.text()).doesNotContain("internal error");
  }

  /** Notices may be larger than requests, and have a bound as well. */
  @Test
  void theBoundOnNoticesIsExact() throws Exception {
    String notice = "{\"events\":[]}";
    int largest = 1024 * 1024;
    String exact = " ".repeat(largest - notice.length()) + notice;

    assertThat(status("POST /events", exact)).isEqualTo(204);
    assertThat(status("POST /events", exact + " ")).isEqualTo(413);
    assertThat(status("POST /inspect", exact)).isEqualTo(413);
  }

  private static int status(String line, String body) throws Exception {
    String request = RawHttp.request(line, body, "Content-Type: application/json");
    return RawHttp.exchange(RestAssured.port, request).status();
  }

  /** It comes again, and then all of it; an answer with half of the results would be lost. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "distribution-push",
        "harbor-push",
        "ecr-push",
        "artifact-registry-tag",
        "azure-event-grid-push",
        "quay-build",
      })
  void whoDeliversAgainIsToDoSo(String sample) {
    TestImage index = down();

    Response response = Notice.sample(sample, index).post();

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .startsWith("{\"name\":\"InspectImageFailure\",")
        .contains("HTTP status 503");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "docker-hub-push",
        "github-registry-package",
        "github-package",
        "azure-webhook-push",
        "zot-image-updated",
      })
  void whoDoesNotIsToldAtOnce(String sample) {
    TestImage index = down();
    Notice notice = Notice.sample(sample, index);
    if (sample.startsWith("docker-hub")) {
      // It has no digest, and others ask for the tag.
      open().on("GET", "/v2/team/down/manifests/1.4").always(503);
      notice = notice.replaced("\"team/shop\"", "\"team/down\"");
    }

    TestEvent failed = only(notice.post());

    assertThat(failed.attributes()).containsEntry("type", "io.imagepeek.image.inspect.failed");
    assertThat(failed.data())
        .startsWith("{\"name\":\"InspectImageFailure\",")
        .contains("HTTP status 503");
  }

  /** The image of the samples, in a registry that is broken just now. */
  private TestImage down() {
    TestImage index = TestImage.index("linux/s390x");
    for (String repository : List.of("team/shop", "team-project/images/shop")) {
      for (TestImage image : List.of(index, index.children().get(0))) {
        open().on("GET", "/v2/" + repository + "/manifests/" + image.digest()).always(503);
      }
    }
    return index;
  }

  @Test
  void whatWillNotPassIsToldToAll() {
    open().image("team/shop", "1.4");
    Notice notice =
        Notice.pushes(
            "registry.example.com:5000/team/not-there@" + TestImage.digest("none"),
            registries.closed().authority() + "/team/private@" + TestImage.digest("none"));

    List<TestEvent> told = batch(notice.post());

    assertThat(told)
        .extracting(event -> TestEvent.parse(event.data()).path("statusCode").intValue())
        .containsExactly(404, 401);
    assertThat(told)
        .allSatisfy(
            event ->
                assertThat(event.attributes())
                    .containsEntry("type", "io.imagepeek.image.inspect.failed")
                    .doesNotContainKey("platformdigest"));
  }

  @Test
  void theTraceOfTheRequestIsCarriedOn() {
    open().image("team/shop", "1.4");
    TestEvent failed =
        only(
            Notice.pushes("registry.example.com:5000/team/x@" + TestImage.digest("none"))
                .with("traceparent", "00-aa-bb-01")
                .with("tracestate", "x=1")
                .post());

    assertThat(failed.attributes())
        .containsEntry("traceparent", "00-aa-bb-01")
        .containsEntry("tracestate", "x=1");
  }

  @Test
  void whoGoesAwayEndsTheInspections() throws Exception {
    String digest = TestImage.digest("gone");
    List<String> manifests = new ArrayList<>();
    for (String repository : List.of("team/gone1", "team/gone2")) {
      String target = "/v2/" + repository + "/manifests/" + digest;
      open().on("GET", target).always(Reply.never());
      manifests.add("GET " + target);
    }
    Notice notice =
        Notice.pushes(
            "registry.example.com:5000/team/gone1@" + digest,
            "registry.example.com:5000/team/gone2@" + digest);
    int resets = open().resets().size();
    int requests = open().recorded().size();

    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
      String request =
          RawHttp.request("POST /events", notice.body(), "Content-Type: application/json");
      caller.getOutputStream().write(request.getBytes(US_ASCII));
      open().awaitRequests(requests + 2, LIMIT);
    }

    open().awaitResets(resets + 2, LIMIT);
    assertThat(open().resets().subList(resets, resets + 2))
        .containsExactlyInAnyOrderElementsOf(manifests);
    assertThat(open().recorded()).hasSize(requests + 2);
  }

  private static void assertInvalid(Response response, String error) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(422);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .startsWith("{\"name\":\"InvalidInspectParameters\",")
        .contains("\"imageName\":null,\"error\":")
        .doesNotContain(FaceRegistries.PASSWORD);
    assertThat(response.jsonPath().getString("error")).startsWith(error);
  }

  private static TestEvent only(Response response) {
    List<TestEvent> events = batch(response);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  private static List<TestEvent> batch(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.contentType()).isEqualTo(BATCH);
    List<TestEvent> events = new ArrayList<>();
    TestEvent.parse(response.asString()).forEach(event -> events.add(TestEvent.of(event)));
    return events;
  }
}
