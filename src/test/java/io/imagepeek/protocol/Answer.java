package io.imagepeek.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.TestImage;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;

/** What came of one {@link Inspection}. */
final class Answer {

  /** The documented status of each error. */
  private static final Map<String, Integer> STATUS =
      Map.of(
          "InvalidInspectParameters", 422,
          "ImageNotFoundInRegistry", 404,
          "RegistryAuthenticationFailure", 401,
          "RegistryConnectionFailure", 500,
          "InspectImageFailure", 500);

  private final String imageName;
  private final Response response;

  Answer(String imageName, Response response) {
    this.imageName = imageName;
    this.response = response;
  }

  /** Everything that the caller gets to see, headers too. */
  String everything() {
    return response.statusLine() + "\n" + response.headers() + "\n" + response.asString();
  }

  String header(String name) {
    return response.header(name);
  }

  String text(String field) {
    return response.jsonPath().getString(field);
  }

  /** The body, byte for byte. */
  String body() {
    return new String(response.asByteArray(), UTF_8);
  }

  List<String> repoTags() {
    return response.jsonPath().getList("RepoTags");
  }

  /** Fails unless the image was inspected. */
  Answer inspected() {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    return this;
  }

  /** Fails unless this very image was inspected. */
  Answer inspected(TestImage image) {
    inspected();
    assertThat(text("Digest")).isEqualTo(image.digest());
    return this;
  }

  /** Fails unless this documented error came, with its status, for the name that was sent. */
  Answer failed(String error) {
    assertThat(text("name")).as(response.asString()).isEqualTo(error);
    assertThat(response.statusCode()).isEqualTo(STATUS.get(error));
    assertThat(response.jsonPath().getInt("statusCode")).isEqualTo(STATUS.get(error));
    assertThat(text("imageName")).isEqualTo(imageName);
    return this;
  }

  /** Fails unless {@code error} is just this. */
  Answer saying(String error) {
    assertThat(text("error")).isEqualTo(error);
    return this;
  }

  /** Fails unless {@code error} contains all of this. */
  Answer mentioning(String... parts) {
    assertThat(text("error")).contains(parts);
    return this;
  }
}
