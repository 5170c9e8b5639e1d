package io.imagepeek.realregistry;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks the running service, at the wire, about the images of real registries. */
final class Inspections {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Inspections() {}

  /** The account where the registry wants one, else none. */
  static Map<String, String> credentials(RealRegistry registry) {
    return registry.wantsCredentials()
        ? Map.of("username", RegistryAccount.USERNAME, "password", RegistryAccount.PASSWORD)
        : Map.of();
  }

  /** Inspects an image in the recorded way. */
  static Response inspect(RealRegistry registry, Answer image, Map<String, String> credentials) {
    ObjectNode request = JSON.createObjectNode();
    request.put("imageName", imageName(registry, image));
    putUnlessNull(request, "imageTag", image.imageTag());
    putUnlessNull(request, "platform", image.platform());
    if (image.repoTags()) {
      request.put("repoTags", true);
    }
    if (!credentials.isEmpty()) {
      request.set("credentials", JSON.valueToTree(credentials));
    }
    return given().contentType("application/json").body(request.toString()).post("/inspect");
  }

  /** The name of the image as the request says it. */
  static String imageName(RealRegistry registry, Answer image) {
    return registry.address() + "/" + image.imageName();
  }

  /** The body of an answer; duplicate keys and trailing text fail. */
  static JsonNode json(Response response) {
    try {
      return JSON.readTree(response.asByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("not JSON: " + response.asString(), e);
    }
  }

  private static void putUnlessNull(ObjectNode request, String name, @Nullable String value) {
    if (value != null) {
      request.put(name, value);
    }
  }
}
