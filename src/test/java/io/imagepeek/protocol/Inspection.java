package io.imagepeek.protocol;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import java.util.LinkedHashMap;
import java.util.Map;

/** One request to {@code POST /inspect}, in the flat form. */
final class Inspection {

  private final Map<String, Object> fields = new LinkedHashMap<>();

  private final String imageName;

  private Inspection(String imageName) {
    this.imageName = imageName;
    fields.put("imageName", imageName);
  }

  static Inspection of(String imageName) {
    return new Inspection(imageName);
  }

  Inspection platform(String platform) {
    fields.put("platform", platform);
    return this;
  }

  Inspection view(String view) {
    fields.put("view", view);
    return this;
  }

  Inspection repoTags() {
    fields.put("repoTags", true);
    return this;
  }

  Inspection fallbacks(String... templates) {
    fields.put("fallbacks", templates);
    return this;
  }

  Inspection maxAge(int seconds) {
    fields.put("maxAge", seconds);
    return this;
  }

  Inspection password(String username, String password) {
    return credentials(Map.of("username", username, "password", password));
  }

  Inspection identityToken(String token) {
    return credentials(Map.of("identityToken", token));
  }

  Inspection registryToken(String token) {
    return credentials(Map.of("registryToken", token));
  }

  private Inspection credentials(Map<String, String> credentials) {
    fields.put("credentials", credentials);
    return this;
  }

  Answer send() {
    return new Answer(
        imageName, given().contentType(ContentType.JSON).body(fields).post("/inspect"));
  }
}
