package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.ScriptedSource.IMAGE;
import static io.imagepeek.function.lambda.TestFunction.LONG_MILLIS;
import static io.imagepeek.function.lambda.TestFunction.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.testing.CapturedLog;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who calls the function always gets the documented output or the error JSON. */
class DirectCallTest {

  private static final List<String> OUTPUT =
      List.of(
          "Digest",
          "RepoTags",
          "Created",
          "DockerVersion",
          "Labels",
          "Architecture",
          "Os",
          "Layers",
          "LayersData",
          "Env");

  private final TestFunction function = TestFunction.create();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"imageName\":\"registry.test/good\",\"imageTag\":\"1\"}",
        "{\"imageName\":\"registry.test/good:1\",\"postData\":{\"imageName\":\"registry.test/good:1\"}}",
        "\ufeff {\"imageName\" : \"registry.test/good:1\"}\n"
      })
  void getsTheDocumentedOutput(String payload) {
    JsonNode answer = function.invoke(payload);

    assertThat(answer.fieldNames()).toIterable().containsExactlyElementsOf(OUTPUT);
    assertThat(answer.path("Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(answer.path("RepoTags").toString()).isEqualTo("[]");
    assertThat(function.source.opened()).containsExactly("registry.test/good:1");
  }

  @Test
  void getsWhatItAsksFor() {
    JsonNode answer = function.invoke("{\"imageName\":\"registry.test/good\",\"repoTags\":true}");

    assertThat(answer.path("RepoTags").toString()).isEqualTo("[\"1\",\"2\"]");
  }

  @ParameterizedTest
  @CsvSource({
    "missing, ImageNotFoundInRegistry, 404",
    "private, RegistryAuthenticationFailure, 401",
    "down, RegistryConnectionFailure, 500",
    "broken, InspectImageFailure, 500",
    "overloaded, InspectImageFailure, 500",
  })
  void getsTheErrorJson(String repository, String name, int statusCode) {
    String imageName = "registry.test/" + repository;

    JsonNode answer = function.invoke(request(imageName));

    assertThat(answer.fieldNames())
        .toIterable()
        .containsExactly("name", "message", "type", "statusCode", "imageName", "error");
    assertThat(answer.path("name").textValue()).isEqualTo(name);
    assertThat(answer.path("statusCode").intValue()).isEqualTo(statusCode);
    assertThat(answer.path("imageName").textValue()).isEqualTo(imageName);
  }

  @Test
  void getsTheErrorJsonForADefect() {
    try (CapturedLog log = CapturedLog.ofAll()) {
      JsonNode answer = function.invoke(request("registry.test/defect"));

      assertThat(answer.fieldNames())
          .toIterable()
          .containsExactly("name", "message", "type", "statusCode", "error");
      assertThat(answer.path("name").textValue()).isEqualTo("GenericFailure");
      assertThat(log.text()).contains("a defect");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}",
        "[]",
        "[{\"imageName\":\"registry.test/good\"}]",
        "null",
        "\"registry.test/good\"",
        "42",
        "{\"imageName\":\"registry.test/good\"} x",
        "{\"imageName\":\"registry.test/good\",\"imageName\":\"registry.test/good\"}",
        "{\"imageName\":\"registry.test/good\",\"nonsense\":1}",
        "{\"imageName\":\"invalid@image\"}",
        // Of other shapes, or not quite of one that is known.
        "{\"Records\":[]}",
        "{\"Records\":{}}",
        "{\"Records\":[{\"EventSource\":\"aws:sns\",\"Sns\":{\"Message\":\"{}\"}}]}",
        "{\"Records\":[{\"eventSource\":\"aws:s3\"}]}",
        "{\"version\":\"1.0\",\"httpMethod\":\"GET\",\"path\":\"/inspect\"}",
        "{\"version\":\"2.0\",\"requestContext\":{}}",
        "{\"source\":\"aws.ecr\",\"detail\":{}}",
      })
  void isToldThatItsPayloadIsInvalid(String payload) {
    JsonNode answer = function.invoke(payload);

    assertThat(answer.path("name").textValue()).isEqualTo("InvalidInspectParameters");
    assertThat(answer.path("statusCode").intValue()).isEqualTo(422);
    assertThat(answer.has("imageName")).isTrue();
    assertThat(function.source.opened()).isEmpty();
  }

  @Test
  void isTurnedAwayWhereThereIsNoPlace() {
    JsonNode answer = TestFunction.withPlaces(0).invoke(request("registry.test/good"));

    assertThat(answer.path("name").textValue()).isEqualTo("HttpError");
    assertThat(answer.path("statusCode").intValue()).isEqualTo(503);
  }

  /** An invocation without an id is none of Lambda's, but no reason to fail either. */
  @Test
  void needsNoId() {
    String answer =
        function.answer(request("registry.test/good"), new StubContext(null, LONG_MILLIS));

    assertThat(answer).startsWith("{\"Digest\":\"" + IMAGE.digest() + "\"");
  }
}
