package io.imagepeek.protocol;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.RecordedRequest;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.imagepeek.testing.TokenService;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Use 6: an image that is not where it was asked for is looked for in other places. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class FallbackTest extends ProtocolTest {

  private static final String GET_MANIFEST = "GET " + MANIFEST;
  private static final String SERVED_BY = "Imagepeek-Served-By";
  private static final Reply MISSING = Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");

  private ScriptedRegistry first;
  private ScriptedRegistry second;
  private ScriptedRegistry third;

  @BeforeEach
  void start() {
    first = secure();
    second = secure();
    third = secure();
  }

  @Test
  void isInspectedWhereItIs() {
    first.on("GET", MANIFEST).respond(MISSING);
    TestImage image = image(second);

    Answer answer = ask().send().inspected(image);

    assertThat(answer.header(SERVED_BY)).isEqualTo(second.authority() + "/some/app:v1");
    assertThat(third.requests()).isEmpty();
    assertThat(second.requests().get(0)).isEqualTo(GET_MANIFEST);
  }

  @Test
  void isNotLookedForWhereItNeedNotBe() {
    TestImage image = image(first);

    Answer answer = ask().send().inspected(image);

    assertThat(answer.header(SERVED_BY)).isEqualTo(first.authority() + "/some/app:v1");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void withoutFallbacksNothingIsSaidOfThem() {
    TestImage image = image(first);

    assertThat(app(first).send().inspected(image).header(SERVED_BY)).isNull();
  }

  /** A registry that does not tell these apart has issued a token, which opens nothing. */
  @Test
  void missingOrPrivateStartsItToo() {
    TokenService tokens = TokenService.on(first).granting(scopes -> List.of());
    first.requireBearer(tokens);
    TestImage image = image(second);

    Answer alone = app(first).send();
    alone.failed("RegistryAuthenticationFailure").mentioning("missing or private");

    Answer answer = ask().send().inspected(image);
    assertThat(answer.header(SERVED_BY)).isEqualTo(second.authority() + "/some/app:v1");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500, 503})
  void anotherFailureDoesNotStartIt(int status) {
    first.on("GET", MANIFEST).always(Reply.status(status));

    Answer answer = ask().send();

    answer.failed(status == 403 ? "RegistryAuthenticationFailure" : "InspectImageFailure");
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void refusedCredentialsDoNotStartIt() {
    first.requireBasic("robot", "right");

    ask().password("robot", "wrong").send().failed("RegistryAuthenticationFailure");

    assertThat(second.requests()).isEmpty();
  }

  @Test
  void aRegistryThatIsDownDoesNotStartIt() throws IOException {
    Inspection.of(refusing() + "/some/app:v1")
        .fallbacks(second.authority() + "/NAME:TAG")
        .send()
        .failed("RegistryConnectionFailure");

    assertThat(second.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 500})
  void whateverAnAlternativeFailsWithTheNextIsTried(int status) {
    first.on("GET", MANIFEST).respond(MISSING);
    second.on("GET", MANIFEST).always(Reply.status(status));
    TestImage image = image(third);

    Answer answer = ask().send().inspected(image);

    assertThat(answer.header(SERVED_BY)).isEqualTo(third.authority() + "/some/app:v1");
    assertThat(second.requests()).isNotEmpty();
  }

  @Test
  void anAlternativeThatIsDownOrNotAllowedIsPassedOver() throws IOException {
    first.on("GET", MANIFEST).respond(MISSING);
    TestImage image = image(third);

    app(first)
        .fallbacks(
            refusing() + "/NAME:TAG",
            // A link-local address, which is never connected to
            "169.254.169.254/NAME:TAG",
            third.authority() + "/NAME:TAG")
        .send()
        .inspected(image);
  }

  @Test
  void isNowhere() {
    first.on("GET", MANIFEST).respond(MISSING);
    second.on("GET", MANIFEST).respond(MISSING);
    third.on("GET", MANIFEST).always(Reply.status(500));

    Answer answer = ask().send();

    answer
        .failed("ImageNotFoundInRegistry")
        .saying("Could not find " + first.authority() + "/some/app:v1 anywhere");
    assertThat(answer.header(SERVED_BY)).isNull();
  }

  /** What was supplied is for one registry, and never leaves for another (CVE-2020-15157). */
  @Test
  void credentialsNeverReachAnotherHost() {
    first.requireBasic("robot", "s3cr3tOfTheFirst");
    first.on("GET", MANIFEST).respond(MISSING);
    second.requireBasic("robot", "s3cr3tOfTheFirst");
    TokenService tokens = TokenService.on(third);
    third.requireBearer(tokens);
    TestImage image = image(third);

    ask().password("robot", "s3cr3tOfTheFirst").send().inspected(image);

    assertThat(first.recorded())
        .extracting(RecordedRequest::authorization)
        .anyMatch(Objects::nonNull);
    assertThat(second.recorded())
        .isNotEmpty()
        .extracting(RecordedRequest::authorization)
        .containsOnlyNulls();
    assertThat(third.recorded())
        .filteredOn(request -> request.path().startsWith("/token"))
        .isNotEmpty()
        .extracting(RecordedRequest::authorization)
        .containsOnlyNulls();
    assertThat(third.recorded())
        .extracting(RecordedRequest::authorization)
        .filteredOn(Objects::nonNull)
        .isNotEmpty()
        .allMatch(header -> header.startsWith("Bearer "));
    assertThat(log.text()).doesNotContain("s3cr3tOfTheFirst");
  }

  @Test
  void credentialsAreForTheSameHostsOtherTags() {
    first.requireBasic("robot", "right");
    first.on("GET", MANIFEST).respond(MISSING);
    TestImage image = first.image("some/app", "latest");

    Answer answer = app(first).fallbacks("NAME:latest").password("robot", "right").send();

    assertThat(answer.inspected(image).header(SERVED_BY))
        .isEqualTo(first.authority() + "/some/app:latest");
  }

  /** Platform, view and tags are wanted of whichever it is. */
  @Test
  void theQuestionStaysTheSame() {
    first.on("GET", MANIFEST).respond(MISSING);
    TestImage index = TestImage.index("linux/amd64", "linux/arm64");
    second.image("some/app", "v1", index);

    Answer answer = ask().platform("linux/arm64").repoTags().send().inspected(index);

    assertThat(answer.text("Architecture")).isEqualTo("arm64");
    assertThat(answer.repoTags()).containsExactly("v1");
  }

  /** No image for the platform is a 404, too. */
  @Test
  void anImageWithoutThePlatformStartsIt() {
    first.image("some/app", "v1", TestImage.index("windows/amd64"));
    TestImage image = image(second);

    assertThat(ask().send().inspected(image).header(SERVED_BY))
        .isEqualTo(second.authority() + "/some/app:v1");
  }

  @Test
  void aTemplateThatMakesNoNameIsRefusedBeforeAnythingIsAsked() {
    app(first)
        .fallbacks(second.authority() + "/NAME:TAG", "https://x.test/NAME")
        .send()
        .failed("InvalidInspectParameters")
        .saying("fallbacks[1]: Image name contains invalid characters: leave out \"https://\"");
    app(first)
        .fallbacks(
            "NAME:1", "NAME:2", "NAME:3", "NAME:4", "NAME:5", "NAME:6", "NAME:7", "NAME:8",
            "NAME:9", "NAME:10", "NAME:11")
        .send()
        .failed("InvalidInspectParameters")
        .saying("fallbacks: must be true, false or a list of at most 10 templates");

    assertThat(first.requests()).isEmpty();
  }

  /** By {@code true} in a query as in a body; here what the chain ends with where it is first. */
  @Test
  void aQueryMayAskForTheDocumentedChain() {
    TestImage image = image(first);

    Response response =
        given()
            .queryParam("imageName", first.authority() + "/some/app:v1")
            .queryParam("fallbacks", "true")
            .queryParam("maxAge", "60")
            .get("/inspect");

    assertThat(response.jsonPath().getString("Digest")).isEqualTo(image.digest());
    assertThat(response.header(SERVED_BY)).isEqualTo(first.authority() + "/some/app:v1");
  }

  /** A list in a query is a parameter for each of it. */
  @Test
  void aQueryMayNameTemplates() {
    first.on("GET", MANIFEST).always(MISSING);
    second.on("GET", MANIFEST).always(MISSING);
    TestImage image = image(third);
    String query = "/inspect?imageName=" + first.authority() + "/some/app:v1";
    String template = "&fallbacks=" + third.authority() + "/NAME:TAG";

    Response one = given().get(query + template);
    Response two = given().get(query + "&fallbacks=" + second.authority() + "/NAME:TAG" + template);

    for (Response response : List.of(one, two)) {
      assertThat(response.jsonPath().getString("Digest")).isEqualTo(image.digest());
      assertThat(response.header(SERVED_BY)).isEqualTo(third.authority() + "/some/app:v1");
    }
    assertThat(second.requests()).containsExactly("GET " + MANIFEST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fallbacks=TRUE",
        "fallbacks=",
        "fallbacks=yes",
        "fallbacks=true&fallbacks=false",
        "fallbacks=true&fallbacks=q.io/NAME",
        "maxAge=x",
        "maxAge=-1"
      })
  void aQueryMayNotSayAnythingElse(String parameter) {
    Response response =
        given().get("/inspect?imageName=" + first.authority() + "/some/app:v1&" + parameter);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.jsonPath().getString("error"))
        .startsWith(parameter.substring(0, parameter.indexOf('=')) + ": must be ");
  }

  /** In a batch the result says it, since one header cannot. */
  @Test
  void aBatchSaysWhichServedEach() {
    first.on("GET", MANIFEST).always(MISSING);
    image(second);
    first.image("some/other", "v1");

    Response response =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "images",
                    List.of(
                        first.authority() + "/some/app:v1",
                        first.authority() + "/some/other:v1",
                        Map.of(
                            "imageName", first.authority() + "/some/other:v1", "fallbacks", false)),
                    "fallbacks",
                    List.of(second.authority() + "/NAME:TAG")))
            .post("/inspections");

    assertThat(response.jsonPath().getString("results[0].servedBy"))
        .isEqualTo(second.authority() + "/some/app:v1");
    assertThat(response.jsonPath().getString("results[1].servedBy"))
        .isEqualTo(first.authority() + "/some/other:v1");
    assertThat(response.jsonPath().getMap("results[2]")).containsOnlyKeys("image", "inspection");
  }

  /** The image that most tests ask for, in the first registry, else in the others. */
  private Inspection ask() {
    return app(first).fallbacks(second.authority() + "/NAME:TAG", third.authority() + "/NAME:TAG");
  }

  /** An authority at which nobody listens. */
  private static String refusing() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return "127.0.0.1:" + socket.getLocalPort();
    }
  }
}
