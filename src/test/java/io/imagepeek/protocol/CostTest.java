package io.imagepeek.protocol;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many requests one question may lead to, by default. */
@QuarkusTest
@TestProfile(ProtocolProfile.class)
class CostTest extends ProtocolTest {

  private static final int REQUESTS = 200;
  private static final int TOGETHER = 1_000;
  private static final String LIST = "/v2/some/app/tags/list";

  /** Pages without tags, and without end. */
  private static void endlessTags(ScriptedRegistry registry, String list) {
    registry
        .on("GET", list)
        .always(
            request -> {
              int page =
                  request.query().isEmpty() ? 0 : Integer.parseInt(request.query().get("p").get(0));
              return Reply.json(200, "{\"name\":\"some/app\",\"tags\":[]}")
                  .with("Link", "<" + list + "?p=" + (page + 1) + ">; rel=\"next\"");
            });
  }

  @Test
  void anInspectionThatNeedsMoreRequestsThanItMayMakeFailsAndSaysSo() {
    ScriptedRegistry registry = secure();
    image(registry);
    endlessTags(registry, LIST);

    app(registry)
        .repoTags()
        .send()
        .failed("InspectImageFailure")
        .saying("the inspection has used up its 200 requests (imagepeek.limits.requests)");

    assertThat(registry.requests()).hasSize(REQUESTS);
  }

  @Test
  void soDoTheInspectionsOfABatchTogether() {
    ScriptedRegistry registry = secure();
    List<String> names =
        IntStream.range(0, 6).mapToObj(i -> "many/r" + i).collect(Collectors.toList());
    for (String name : names) {
      registry.image(name, "v1");
      endlessTags(registry, "/v2/" + name + "/tags/list");
    }

    Response response =
        given()
            .contentType(ContentType.JSON)
            .body(
                Map.of(
                    "images",
                    names.stream().map(name -> registry.authority() + "/" + name + ":v1").toList(),
                    "repoTags",
                    true))
            .post("/inspections");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.jsonPath().getList("results.failure.error", String.class))
        .hasSize(6)
        .anyMatch(
            error ->
                error.equals(
                    "the batch has used up its 1000 requests"
                        + " (imagepeek.limits.requests-together)"));
    assertThat(registry.requests()).hasSize(TOGETHER);
  }

  @Test
  void platformsAreToldByTheIndex_wheneverTheirManifestsAreTooMany() {
    ScriptedRegistry registry = secure();
    TestImage last = TestImage.oci("linux/amd64");
    String entries =
        Stream.concat(
                IntStream.range(0, 300).mapToObj(i -> entry(TestImage.digest("absent " + i), 99)),
                Stream.of(entry(last.digest(), last.size())))
            .collect(Collectors.joining(","));
    String index =
        "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
            .formatted(TestImage.OCI_INDEX, entries);
    registry.image("some/app", "v1", TestImage.of(TestImage.OCI_INDEX, index));
    registry.serve(
        request -> request.path().contains("/manifests/sha256:") ? Reply.status(404) : null);

    Answer answer = app(registry).view("platforms").send().inspected();

    assertThat(answer.text("Platforms.size()")).isEqualTo("301");
    assertThat(answer.text("Platforms[300].Digest")).isEqualTo(last.digest());
    assertThat(answer.text("Platforms[300].Size")).isEqualTo("" + last.size());
    assertThat(answer.body()).contains("\"LayersSize\":null").doesNotContain("1234");
    assertThat(registry.requests()).hasSize(REQUESTS);
  }

  private static String entry(String digest, long size) {
    return """
    {"mediaType":"%s","digest":"%s","size":%d,"platform":{"os":"linux","architecture":"amd64"}}"""
        .formatted(TestImage.OCI_MANIFEST, digest, size);
  }
}
