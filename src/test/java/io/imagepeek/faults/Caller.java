package io.imagepeek.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.TestImage;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;

/** Asks the function over HTTP, and holds its answers to what is documented. */
final class Caller {

  private Caller() {}

  /**
   * What was answered.
   *
   * @param took from the request until the whole answer was there
   */
  record Answer(String imageName, int status, String body, Duration took) {

    /** Fails unless the image was inspected. */
    void assertInspected(TestImage image) {
      assertThat(body).contains("\"Digest\":\"" + image.digest() + "\"");
      assertThat(status).isEqualTo(200);
    }

    /** Fails unless the registry could not be reached, for a reason with these words. */
    Answer assertConnectionFailure(String... words) {
      return assertError(
          500,
          "RegistryConnectionFailure",
          "Failed to connect to registry.",
          "NETWORK_ERROR",
          words);
    }

    /** Fails unless the registry's answer was of no use, for a reason with these words. */
    Answer assertInspectFailure(String... words) {
      return assertError(
          500, "InspectImageFailure", "Failed to inspect image.", "IMAGE_SERVICE_ERROR", words);
    }

    /** Fails unless the image is said to be missing, for a reason with these words. */
    Answer assertNotFound(String... words) {
      return assertError(
          404, "ImageNotFoundInRegistry", "Image not found in registry.", "NOT_FOUND", words);
    }

    private Answer assertError(
        int code, String name, String message, String type, String... words) {
      for (String word : words) {
        assertThat(error()).contains(word);
      }
      assertThat(error()).doesNotContain("\n", "Exception", "io.netty", "?");
      JsonPath json = JsonPath.from(body);
      assertThat(json.<Map<String, Object>>get("$"))
          .containsExactly(
              Map.entry("name", name),
              Map.entry("message", message),
              Map.entry("type", type),
              Map.entry("statusCode", code),
              Map.entry("imageName", imageName),
              Map.entry("error", error()));
      assertThat(status).isEqualTo(code);
      return this;
    }

    /** Fails if the cause mentions what has nothing to do with it. */
    Answer assertSilentAbout(String word) {
      assertThat(error()).doesNotContain(word);
      return this;
    }

    /** The cause in a sentence. */
    String error() {
      return String.valueOf(JsonPath.from(body).getString("error"));
    }

    /** Fails if the answer took longer. */
    Answer assertWithin(Duration limit) {
      assertThat(took).isLessThan(limit);
      return this;
    }
  }

  /** Has an image inspected. */
  static Answer inspect(String imageName) {
    return inspect(imageName, "");
  }

  /** Has an image inspected with its tags. */
  static Answer inspectWithTags(String imageName) {
    return inspect(imageName, ",\"repoTags\":true");
  }

  /**
   * Has an image inspected.
   *
   * @param more JSON that follows the name
   */
  static Answer inspect(String imageName, String more) {
    long start = System.nanoTime();
    Response response =
        given()
            .contentType("application/json")
            .body("{\"imageName\":\"" + imageName + "\"" + more + "}")
            .post("/inspect");
    String body = response.asString();
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return new Answer(imageName, response.statusCode(), body, took);
  }
}
