package io.imagepeek.lambda;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import org.junit.jupiter.api.Test;

/** The function behind a server that speaks Lambda's runtime API. */
@QuarkusTest
@TestProfile(LambdaProfile.class)
class InspectHandlerTest {

  ScriptedRegistry registry;

  @Test
  void answersADirectCall() {
    TestImage image = registry.image("direct", "1");

    Response response = invoke("{\"imageName\":\"" + registry.authority() + "/direct:1\"}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).startsWith("{\"Digest\":\"" + image.digest() + "\",");
  }

  @Test
  void inspectsWhatWasPushedToEcr() {
    TestImage image = registry.image("pushed/app", "1");
    String event =
        """
        {"version":"0","id":"13cde686-328b-6117-af20-0e5566167482","detail-type":"ECR Image Action",
        "source":"aws.ecr","account":"123456789012","time":"2026-11-16T01:54:34Z",
        "region":"eu-central-1","resources":[],"detail":{"result":"SUCCESS",
        "repository-name":"pushed/app","image-digest":"%s","action-type":"PUSH","image-tag":"1"}}
        """
            .formatted(image.digest());

    Response response = invoke(event);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asString()).startsWith("{\"Digest\":\"" + image.digest() + "\",");
  }

  private static Response invoke(String payload) {
    return given().contentType("application/json").body(payload).post("/");
  }
}
