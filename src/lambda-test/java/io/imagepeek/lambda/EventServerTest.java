package io.imagepeek.lambda;

import static io.imagepeek.lambda.Payloads.batch;
import static io.imagepeek.lambda.Payloads.http;
import static io.imagepeek.lambda.Payloads.large;
import static io.imagepeek.lambda.Payloads.manifests;
import static io.imagepeek.lambda.Payloads.messageId;
import static io.imagepeek.lambda.Payloads.parse;
import static io.imagepeek.lambda.Payloads.pushed;
import static io.imagepeek.lambda.Payloads.request;
import static io.imagepeek.lambda.Payloads.sample;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The function behind a server that speaks Lambda's runtime API. */
@QuarkusTest
@TestProfile(LambdaProfile.class)
class EventServerTest {

  ScriptedRegistry registry;

  @ConfigProperty(name = "quarkus.lambda.mock-event-server.test-port")
  int port;

  @Test
  void answersADirectCall() {
    TestImage image = registry.image("direct", "1");

    Response response = invoke(request(registry.authority() + "/direct:1"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).startsWith("{\"Digest\":\"" + image.digest() + "\",");
  }

  @Test
  void answersADirectCallForSeveralImages() {
    TestImage image = registry.image("several", "1");
    String name = registry.authority() + "/several:1";

    Response response = invoke("{\"images\":[\"a@b\",\"" + name + "\"]}");

    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = parse(response.asString());
    assertThat(answer.at("/results/0/failure/statusCode").intValue()).isEqualTo(422);
    assertThat(answer.at("/results/1/inspection/Digest").textValue()).isEqualTo(image.digest());
    assertThat(answer.at("/summary/inspected").intValue()).isEqualTo(1);
  }

  /** Each of the manifests has four million bytes in base64. */
  @Test
  void answersNoMoreThanLambdaTakes() {
    registry.image("large/one", "1", large());
    registry.image("large/two", "1", large());

    JsonNode answer =
        parse(invoke(manifests(registry.authority(), "large/one:1", "large/two:1")).asString());

    assertThat(answer.at("/results/0/inspection/size").intValue()).isGreaterThan(3_000_000);
    assertThat(answer.at("/results/1/failure/error").textValue())
        .contains("6291556 bytes that AWS Lambda takes");
    assertThat(answer.path("summary").toString())
        .isEqualTo("{\"images\":2,\"inspected\":1,\"failed\":1}");
  }

  /** What fails is an answer too, and no error of the function. */
  @Test
  void answersADirectCallWithTheErrorJson() {
    busy("direct-busy", "latest");

    Response invalid = invoke("{}");
    Response failed = invoke(request(registry.authority() + "/direct-busy"));

    assertThat(invalid.statusCode()).isEqualTo(200);
    assertThat(invalid.asString()).startsWith("{\"name\":\"InvalidInspectParameters\",");
    assertThat(failed.statusCode()).isEqualTo(200);
    assertThat(failed.asString()).startsWith("{\"name\":\"InspectImageFailure\",");
  }

  @Test
  void inspectsWhatWasPushedToEcr() {
    TestImage image = registry.image("pushed/app", "1.4");

    Response response = invoke(pushed("pushed/app", image));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).startsWith("{\"Digest\":\"" + image.digest() + "\",");
  }

  @Test
  void answersAnEventThatIsNoPushWithNothing() {
    Response response = invoke(sample("events/ecr-delete").toString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).isEqualTo("null");
  }

  @Test
  void reportsAnEventThatIsToComeAgainAsAnError() {
    TestImage image = TestImage.oci("linux/amd64");
    busy("busy/app", image.digest());

    try (CapturedLog log = CapturedLog.ofAll()) {
      Response response = invoke(pushed("busy/app", image));

      assertThat(response.statusCode()).isEqualTo(500);
      JsonNode error = parse(response.asString());
      assertThat(error.path("errorType").textValue())
          .isEqualTo("io.imagepeek.function.lambda.TransientFailure");
      assertThat(error.path("errorMessage").textValue()).contains("503");
      assertThat(log.text()).doesNotContain("Failed to run lambda", "TransientFailure");
    }
  }

  @Test
  void reportsTheMessagesThatAreToComeAgain() {
    TestImage image = registry.image("queued", "1.4");
    busy("queued-busy", "latest");
    registry.on("GET", "/v2/queued-missing/manifests/latest").always(notFound());

    Response response =
        invoke(
            batch(
                pushed("queued", image),
                request(registry.authority() + "/queued-busy"),
                request(registry.authority() + "/queued-missing"),
                "malformed"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString())
        .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + messageId(1) + "\"}]}");
  }

  @Test
  void answersARequestOverHttp() {
    TestImage image = registry.image("http", "1");
    registry.on("GET", "/v2/http-missing/manifests/latest").always(notFound());

    JsonNode found = parse(invoke(http(registry.authority() + "/http:1")).asString());
    JsonNode missing = parse(invoke(http(registry.authority() + "/http-missing")).asString());

    assertThat(found.path("statusCode").intValue()).isEqualTo(200);
    assertThat(found.path("headers").path("Imagepeek-Platform-Digest").textValue())
        .isEqualTo(image.digest());
    assertThat(parse(found.path("body").textValue()).path("Digest").textValue())
        .isEqualTo(image.digest());
    assertThat(missing.path("statusCode").intValue()).isEqualTo(404);
    assertThat(parse(missing.path("body").textValue()).path("error").textValue())
        .isEqualTo("manifest unknown");
  }

  private void busy(String repository, String reference) {
    registry.on("GET", "/v2/" + repository + "/manifests/" + reference).always(Reply.status(503));
  }

  private static Reply notFound() {
    return Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown");
  }

  private Response invoke(String payload) {
    return given().port(port).contentType("application/json").body(payload).post("/");
  }
}
