package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.golden.TestLayout;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images in files and engines, asked for over HTTP. */
@QuarkusTest
@TestProfile(LocalImagesTest.OneRoot.class)
class LocalImagesTest {

  private static final Path TESTBED = Path.of("src", "test", "resources", "testbed");
  private static final String LAYOUT = TESTBED.resolve("layout").toAbsolutePath().toString();

  /** Files of the testbed may be read; no engine is configured. */
  public static final class OneRoot implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("imagepeek.local.roots", TESTBED.toAbsolutePath().toString());
    }
  }

  @Test
  void anImageOfALayoutIsInspected() {
    TestLayout.Entry entry =
        TestLayout.load().only("multi/oci-index").entries().stream()
            .filter(image -> "latest".equals(image.tag()))
            .findFirst()
            .orElseThrow();

    Response response =
        get("oci", LAYOUT, "multi/oci-index:latest", "platform", "linux/arm64", "view", "image");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.jsonPath().getString("Digest")).isEqualTo(entry.digest());
    assertThat(response.jsonPath().getString("Architecture")).isEqualTo("arm64");
    assertThat(response.header("Imagepeek-Platform-Digest")).startsWith("sha256:");
  }

  @Test
  void itsManifestIsShownByteForByte() {
    TestLayout layout = TestLayout.load();
    String digest = layout.only("basic/oci").entries().get(0).digest();

    Response response = get("oci", LAYOUT, "basic/oci:latest", "view", "manifest");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.asByteArray()).isEqualTo(layout.read(digest));
    assertThat(response.header("Docker-Content-Digest")).isEqualTo(digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "oci            | /etc             | imageName: the path is not within the directories that"
            + " the operator allows (imagepeek.local.roots)",
        "oci-archive    | /etc/passwd      | imageName: the path is not within the directories that"
            + " the operator allows (imagepeek.local.roots)",
        "docker-archive | relative.tar     | imageName: the path must be absolute",
        "dir            | LAYOUT/../..     | imageName: the path must not have .. in it",
        "docker-archive | LAYOUT           | containerImageTransport: the directory holds an OCI layout,"
            + " for which the transport is oci",
        "docker-daemon  | alpine           | containerImageTransport: docker-daemon: no engine's socket is"
            + " set (imagepeek.engine.docker-socket)",
        "containerd     | alpine           | containerImageTransport: the operator has set no"
            + " containerd socket (imagepeek.engine.containerd-socket)",
        "podman         | alpine           | containerImageTransport: unknown transport; known are"
            + " [containerd, dir, docker, docker-archive, docker-daemon, oci, oci-archive]",
      })
  void whatIsNotAllowedSaysHowItCanBe(String transport, String name, String error) {
    Response response = get(transport, name.replace("LAYOUT", LAYOUT), null);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.jsonPath().getString("error")).isEqualTo(error);
  }

  private static Response get(String transport, String name, String tag, String... more) {
    var request =
        given().queryParam("containerImageTransport", transport).queryParam("imageName", name);
    if (tag != null) {
      request.queryParam("imageTag", tag);
    }
    for (int i = 0; i < more.length; i += 2) {
      request.queryParam(more[i], more[i + 1]);
    }
    return request.get("/inspect");
  }
}
