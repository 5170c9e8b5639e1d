package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The function by its name: 200 with the output, or 200 with the error JSON. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class InspectFunctionTest extends FaceTest {

  @Test
  void answersWhatTheResourceAnswers() {
    TestImage image = open().image("function/plain", "1");
    String body = "{\"imageName\":\"" + name("function/plain:1") + "\"}";

    Response response = call(body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .isEqualTo(post(body).asString())
        .startsWith("{\"Digest\":\"" + image.digest() + "\",\"RepoTags\":[],");
    assertThat(
            call("{\"imageName\":\"%s\",\"postData\":%s}".formatted(name("function/plain:1"), body))
                .asString())
        .isEqualTo(response.asString());
    assertThat(inspections()).hasSize(3);
  }

  /** The function's answer is JSON: a descriptor that holds the document. */
  @Test
  void rawDocumentsAreEmbedded() {
    TestImage image = open().image("function/raw", "1");

    Response response =
        call("{\"imageName\":\"" + name("function/raw:1") + "\",\"view\":\"manifest\"}");

    assertThat(response.jsonPath().getString("mediaType")).isEqualTo(image.mediaType());
    assertThat(response.jsonPath().getString("digest")).isEqualTo(image.digest());
    assertThat(response.jsonPath().getInt("size")).isEqualTo(image.size());
    assertThat(Base64.getDecoder().decode(response.jsonPath().getString("data")))
        .asString(UTF_8)
        .isEqualTo(image.manifest());
  }

  @Test
  void anErrorIsAnAnswerToo() {
    open().image("function/there", "1");
    String body = "{\"imageName\":\"" + name("function/not-there") + "\"}";

    Response response = call(body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString())
        .isEqualTo(post(body).asString())
        .startsWith("{\"name\":\"ImageNotFoundInRegistry\",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "``                      | -   | request: must be a JSON object",
        "null                    | -   | request: must be a JSON object",
        "[]                      | -   | request: must be a JSON object",
        "7                       | -   | request: must be a JSON object",
        "{}                      | -   | imageName: is missing",
        "{\"imageName\":\"a@b\"} | a@b | Image name contains invalid characters",
        "{\"imageName\":\"a b\"} | a b | Image name contains invalid characters: ' ' (a space) at"
            + " position 2",
        "{\"images\":[\"a\"]}   | -   | images: unknown field; known are [containerImageTransport,"
            + " credentials, fallbacks, imageName, imageTag, maxAge, platform, repoTags, view];"
            + " for several images, use POST /inspections, or the function /inspectImages",
      })
  void whatIsNotUnderstoodIsAnAnswerToo(String body, String imageName, String error) {
    Response response = call(body);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.jsonPath().getInt("statusCode")).isEqualTo(422);
    assertThat(response.jsonPath().getString("imageName")).isEqualTo(imageName);
    assertThat(response.jsonPath().getString("error")).isEqualTo(error);
  }

  @Test
  void aDefectIsAnAnswerToo() {
    String imageName = registries.closed().authority() + "/" + BrokenCredentials.REPOSITORY;

    Response response = call("{\"imageName\":\"" + imageName + "\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"name":"GenericFailure","message":"Generic failure during image inspection.",\
            "type":"GENERIC_ERROR","statusCode":500,"error":"Inspect operation failed"}""");
  }

  /** The secret in each is looked for in the log after each test. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        FaceRegistries.PASSWORD,
        "{\"credentials\":{\"password\":" + FaceRegistries.PASSWORD + "}}",
        "{\"credentials\":{\"password\":\"" + FaceRegistries.PASSWORD,
        "{\"credentials\":{\"password\":\"" + FaceRegistries.PASSWORD + "\\x\"}}",
        "{\"imageName\":\"a\",\"imageName\":\"a\"}",
        "{\"imageName\":\"a\"} {}",
        "{\"imageName\":\"a\"} " + FaceRegistries.PASSWORD,
      })
  void malformedJsonReachesNoFunction(String body) {
    Response called = call(body);
    Response event = event(body);

    String error = post(body).jsonPath().getString("error");
    assertThat(error).startsWith("request: ");
    assertThat(called.statusCode()).isEqualTo(422);
    assertThat(called.contentType()).startsWith(JSON);
    assertThat(called.asString())
        .isEqualTo(
            """
            {"name":"InvalidInspectParameters","message":"Invalid inspection parameters.",\
            "type":"VALIDATION_ERROR","statusCode":422,"imageName":null,"error":"%s"}"""
                .formatted(error));
    assertThat(event.statusCode()).isEqualTo(400);
    assertThat(event.contentType()).startsWith(JSON);
    assertThat(event.asString())
        .isEqualTo(
            """
            {"name":"HttpError","message":"Bad Request.","type":"HTTP_ERROR","statusCode":400,\
            "error":"%s"}"""
                .formatted(error));
  }

  @Test
  void anEventIsAnswered() {
    TestImage image = open().image("function/event", "1");

    Response response = event("{\"imageName\":\"" + name("function/event:1") + "\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.jsonPath().getString("Digest")).isEqualTo(image.digest());
  }

  private static Response call(String body) {
    return given().contentType(JSON).body(body).post("/inspectAnImage");
  }

  /** The same, as a CloudEvent in binary form. */
  private static Response event(String body) {
    return given()
        .contentType(JSON)
        .header("ce-specversion", "1.0")
        .header("ce-id", "1")
        .header("ce-source", "test")
        .header("ce-type", "inspectAnImage")
        .body(body)
        .post("/");
  }
}
