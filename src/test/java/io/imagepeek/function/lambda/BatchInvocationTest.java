package io.imagepeek.function.lambda;

import static io.imagepeek.function.lambda.ScriptedSource.IMAGE;
import static io.imagepeek.function.lambda.TestFunction.BATCH_BODY;
import static io.imagepeek.function.lambda.TestFunction.BUDGET;
import static io.imagepeek.function.lambda.TestFunction.RESERVE;
import static io.imagepeek.function.lambda.TestFunction.parse;
import static io.imagepeek.function.lambda.TestFunction.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several images in one invocation, called directly or over HTTP. */
class BatchInvocationTest {

  private static final String BATCH =
      "{\"images\":[\"registry.test/good:1\",\"registry.test/missing\","
          + "{\"imageName\":\"registry.test/good\",\"imageTag\":\"1\"}]}";

  private final TestFunction function = TestFunction.create();

  /** Whichever function is chosen: the field {@code images} tells it. */
  @Test
  void aDirectCallIsAnsweredWithAllResults() {
    JsonNode answer = function.invoke(BATCH);

    assertAnswered(answer);
    assertThat(function.source.opened())
        .containsExactly("registry.test/good:1", "registry.test/missing:latest");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/inspections", "/inspections/"})
  void aRequestOverHttpIsAnsweredWithAllResults(String path) {
    JsonNode answer = function.invoke(http("POST", path, BATCH));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(200);
    assertThat(answer.path("headers").toString())
        .isEqualTo(
            "{\"X-Content-Type-Options\":\"nosniff\",\"Content-Security-Policy\":\"default-src 'none';"
                + " sandbox\",\"Cache-Control\":\"no-store\",\"Content-Type\":\"application/json\"}");
    assertAnswered(parse(answer.path("body").textValue()));
  }

  private static void assertAnswered(JsonNode answer) {
    assertThat(answer.at("/results/0/inspection/Digest").textValue()).isEqualTo(IMAGE.digest());
    assertThat(answer.at("/results/1/failure/statusCode").intValue()).isEqualTo(404);
    assertThat(answer.at("/results/2/image").textValue()).isEqualTo("registry.test/good");
    assertThat(answer.path("summary"))
        .isEqualTo(parse("{\"images\":3,\"inspected\":2,\"failed\":1}"));
  }

  @Test
  void whatIsNoBatchIsOneError() {
    JsonNode called = function.invoke("{\"images\":[]}");
    JsonNode posted = function.invoke(http("POST", "/inspections", "{\"images\":[]}"));

    assertThat(called.path("statusCode").intValue()).isEqualTo(422);
    assertThat(called.path("error").textValue()).startsWith("images: must be a list");
    assertThat(posted.path("statusCode").intValue()).isEqualTo(422);
    assertThat(parse(posted.path("body").textValue())).isEqualTo(called);
  }

  /** As over HTTP: each path knows the other's fields. */
  @Test
  void whatIsAnotherPathsIsToldWhereItIsTaken() {
    JsonNode several = function.invoke(http("POST", "/inspect", BATCH));
    JsonNode one = function.invoke(http("POST", "/inspections", "{\"imageName\":\"a\"}"));
    JsonNode both = function.invoke("{\"images\":[\"a\"],\"imageName\":\"a\"}");

    assertThat(several.path("statusCode").intValue()).isEqualTo(422);
    assertThat(parse(several.path("body").textValue()).path("error").textValue())
        .startsWith("images: unknown field")
        .contains("/inspections");
    assertThat(one.path("statusCode").intValue()).isEqualTo(422);
    assertThat(parse(one.path("body").textValue()).path("error").textValue())
        .startsWith("imageName: unknown field")
        .contains("/inspect,");
    assertThat(both.path("error").textValue()).startsWith("imageName: unknown field");
    assertThat(function.source.opened()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "GET,    /inspections,      405",
    "DELETE, /inspections/,     405",
    "POST,   /inspections/more, 404",
    "POST,   /INSPECTIONS,      404",
  })
  void whatIsNoInspectionIsRefused(String method, String path, int status) {
    JsonNode answer = function.invoke(http(method, path, BATCH));

    assertThat(answer.path("statusCode").intValue()).isEqualTo(status);
    assertThat(answer.path("headers").path("Allow").asText())
        .isEqualTo(status == 405 ? "POST" : "");
    assertThat(function.source.opened()).isEmpty();
  }

  @Test
  void theBoundOnItsBodyIsItsOwn() {
    String largest = BATCH + " ".repeat(BATCH_BODY - BATCH.length());

    JsonNode fits = function.invoke(http("POST", "/inspections", largest));
    JsonNode larger = function.invoke(http("POST", "/inspections", largest + " "));

    assertThat(fits.path("statusCode").intValue()).isEqualTo(200);
    assertThat(larger.path("statusCode").intValue()).isEqualTo(413);
  }

  @Test
  void isTurnedAwayWhereThereIsNoPlace() {
    TestFunction full = TestFunction.withPlaces(0);

    JsonNode called = full.invoke(BATCH);
    JsonNode posted = full.invoke(http("POST", "/inspections", BATCH));

    assertThat(called.path("statusCode").intValue()).isEqualTo(503);
    assertThat(posted.path("statusCode").intValue()).isEqualTo(503);
    assertThat(posted.path("headers").path("Retry-After").textValue()).isEqualTo("3");
  }

  /** Each has the time of an inspection, and all have no more than the invocation. */
  @ParameterizedTest
  @CsvSource({"300000, 25000", "10500, 10000", "1500, 1000"})
  void endsBeforeTheInvocation(int remainingMillis, int inspectionMillis) {
    function.answer(BATCH, remainingMillis);

    assertThat(function.source.budgets())
        .hasSize(2)
        .containsOnly(Duration.ofMillis(inspectionMillis));
    assertThat(BUDGET).isEqualTo(Duration.ofSeconds(25));
    assertThat(RESERVE).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void whatHasNoTimeLeftIsNotBegun() {
    JsonNode answer = parse(function.answer(BATCH, 400));

    assertThat(function.source.opened()).isEmpty();
    assertThat(answer.path("results"))
        .hasSize(3)
        .allSatisfy(
            result ->
                assertThat(result.at("/failure/error").textValue()).contains("was not begun"));
  }

  private static ObjectNode http(String method, String path, String body) {
    return sample(
        "lambda/function-url-post",
        request -> {
          request.put("rawPath", path).put("body", body).put("isBase64Encoded", false);
          request.withObject("/requestContext/http").put("method", method).put("path", path);
          return request;
        });
  }
}
