package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.openapi.DescribedAnswers;
import io.imagepeek.openapi.Description;
import io.imagepeek.sample.SampleDocument;
import io.imagepeek.sample.SampleImages;
import io.imagepeek.testing.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is served is what the tests hold every answer against. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class PublishedDescriptionTest extends FaceTest {

  private static final String SAMPLE = "demo/hello";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void isServedAsItStands() throws Exception {
    Response served = given().queryParam("format", "json").get("/q/openapi");

    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(MAPPER.readTree(served.asString())).isEqualTo(Description.published());
  }

  @Test
  void everyAnswerIsHeldAgainstIt() {
    assertThat(RestAssured.filters()).hasAtLeastOneElementOfType(DescribedAnswers.class);
  }

  /** Whoever tries the first example in dev mode sees just this. */
  @Test
  void theSampleImageIsAsTheExampleSays() throws Exception {
    SampleImages images = new SampleImages();
    SampleDocument index = images.manifest(SAMPLE, "latest").orElseThrow();
    String platform = MAPPER.readTree(index.json()).at("/manifests/0/digest").textValue();
    SampleDocument manifest = images.manifest(SAMPLE, platform).orElseThrow();
    String config = MAPPER.readTree(manifest.json()).at("/config/digest").textValue();
    serve("manifests/latest", index);
    serve("manifests/" + platform, manifest);
    serve("blobs/" + config, images.blob(SAMPLE, config).orElseThrow());

    JsonNode examples = Description.published().at("/components/examples");
    Response response = inspect(name(SAMPLE));

    assertThat(MAPPER.readTree(response.asString())).isEqualTo(examples.at("/SampleImage/value"));
    assertThat(examples.at("/DistributionPushEvent/value/events/0/target/digest").textValue())
        .isEqualTo(index.digest());
  }

  private void serve(String path, SampleDocument document) {
    open()
        .on("GET", "/v2/" + SAMPLE + "/" + path)
        .always(Reply.of(200, Map.of("Content-Type", document.mediaType()), document.json()));
  }
}
