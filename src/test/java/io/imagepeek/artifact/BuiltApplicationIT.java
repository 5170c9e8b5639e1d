package io.imagepeek.artifact;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.openapi.DescribedAnswers;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was built, be it the jar or the native executable, does what each face is for: a native one
 * fails at what was not registered for it.
 */
@QuarkusIntegrationTest
@WithTestResource(ArtifactFixtures.class)
class BuiltApplicationIT {

  private static final String JSON = "application/json";

  ArtifactFixtures fixtures;

  @Test
  void inspectsBehindTlsAndAPassword() {
    ScriptedRegistry registry = fixtures.secure();
    TestImage index = TestImage.index("linux/amd64", "linux/arm64/v8");
    registry.image("closed/index", "1", index);

    Response response =
        post(
            """
            {"imageName": "localhost:%d/closed/index:1", "platform": "linux/arm64", "repoTags": true,
             "credentials": {"username": "%s", "password": "%s"}}
            """
                .formatted(registry.port(), ArtifactFixtures.USERNAME, ArtifactFixtures.PASSWORD));

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.asString())
        .startsWith("{\"Digest\":\"" + index.digest() + "\",\"RepoTags\":[\"1\"],\"Created\":");
    assertThat(response.jsonPath().getString("Architecture")).isEqualTo("arm64");
    assertThat(response.jsonPath().getList("LayersData.MIMEType"))
        .isNotEmpty()
        .doesNotContainNull();
    assertThat(response.header("Imagepeek-Platform-Digest")).startsWith("sha256:");
  }

  @Test
  void saysWhyItCouldNot() {
    assertThat(inspect("a@b").asString())
        .isEqualTo(
            """
            {"name":"InvalidInspectParameters","message":"Invalid inspection parameters.",\
            "type":"VALIDATION_ERROR","statusCode":422,"imageName":"a@b",\
            "error":"Image name contains invalid characters"}""");
    assertThat(inspect("localhost:" + fixtures.secure().port() + "/closed/index").statusCode())
        .isEqualTo(401);
    assertThat(inspect(fixtures.plain().authority() + "/nothing").statusCode()).isEqualTo(404);
    assertThat(inspect("no-such-host.invalid/app").jsonPath().getString("name"))
        .isEqualTo("RegistryConnectionFailure");
    assertThat(given().get("/nothing").jsonPath().getString("name")).isEqualTo("HttpError");
  }

  @Test
  void answersEventsInBothForms() {
    TestImage image = fixtures.plain().image("event", "1");
    String name = fixtures.plain().authority() + "/event:1";
    String question = "{\"imageName\":\"" + name + "\"}";

    Response binary =
        given()
            .contentType(JSON)
            .header("ce-specversion", "1.0")
            .header("ce-id", "7")
            .header("ce-source", "test")
            .header("ce-type", "io.imagepeek.image.inspect")
            .body(question)
            .post("/");
    Response structured =
        given()
            .contentType("application/cloudevents+json")
            .body(
                """
                {"specversion": "1.0", "id": "8", "source": "test",
                 "type": "io.imagepeek.image.inspect", "data": %s}
                """
                    .formatted(question))
            .post("/");

    assertThat(binary.header("ce-type")).isEqualTo("io.imagepeek.image.inspected");
    assertThat(binary.header("ce-causationid")).isEqualTo("7");
    assertThat(binary.jsonPath().getString("Digest")).isEqualTo(image.digest());
    assertThat(structured.jsonPath().getString("type")).isEqualTo("io.imagepeek.image.inspected");
    assertThat(structured.jsonPath().getString("data.Digest")).isEqualTo(image.digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inspections", "/inspectImages"})
  void inspectsSeveralImages(String path) {
    TestImage image = fixtures.plain().image("several", "1");
    String name = fixtures.plain().authority() + "/several";

    Response response =
        given()
            .contentType(JSON)
            .body("{\"images\":[\"%s:1\",\"%s:2\"]}".formatted(name, name))
            .post(path);

    assertThat(response.jsonPath().getString("results[0].inspection.Digest"))
        .isEqualTo(image.digest());
    assertThat(response.jsonPath().getString("results[1].failure.name"))
        .isEqualTo("ImageNotFoundInRegistry");
    assertThat(response.jsonPath().getMap("summary"))
        .isEqualTo(Map.of("images", 2, "inspected", 1, "failed", 1));
  }

  @Test
  void inspectsWhatWasPushed() {
    TestImage image = fixtures.plain().image("pushed", "1");

    Response response =
        given()
            .contentType("application/vnd.docker.distribution.events.v2+json")
            .body(
                """
                {"events": [{"id": "e1", "action": "push", "request": {"host": "%s"},
                 "target": {"mediaType": "%s", "repository": "pushed", "tag": "1", "digest": "%s"}}]}
                """
                    .formatted(fixtures.plain().authority(), image.mediaType(), image.digest()))
            .post("/events");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.contentType()).startsWith("application/cloudevents-batch+json");
    assertThat(response.jsonPath().getString("[0].data.Digest")).isEqualTo(image.digest());
  }

  @Test
  void servesTheFunctionItsDescriptionAndItsHealth() {
    TestImage image = fixtures.plain().image("function", "1");

    assertThat(
            given()
                .contentType(JSON)
                .body("{\"imageName\":\"" + fixtures.plain().authority() + "/function:1\"}")
                .post("/inspectAnImage")
                .jsonPath()
                .getString("Digest"))
        .isEqualTo(image.digest());
    assertThat(given().get("/q/openapi").asString()).contains("/inspect:");
    assertThat(given().get("/q/health").jsonPath().getString("status")).isEqualTo("UP");
  }

  @Test
  void everyAnswerIsHeldAgainstTheDescription() {
    assertThat(RestAssured.filters()).hasAtLeastOneElementOfType(DescribedAnswers.class);
  }

  private static Response inspect(String imageName) {
    return post("{\"imageName\":\"" + imageName + "\"}");
  }

  private static Response post(String body) {
    return given().contentType(JSON).body(body).post("/inspect");
  }
}
