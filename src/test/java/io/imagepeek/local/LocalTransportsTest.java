package io.imagepeek.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.golden.TestLayout;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The transports of files are there where the service is asked, under the operator's roots. */
@QuarkusTest
@TestProfile(LocalTransportsTest.Roots.class)
class LocalTransportsTest {

  private static final Path TESTBED = TestLayout.recordedAnswers().toAbsolutePath().getParent();

  /** The testbed alone is allowed. */
  public static final class Roots implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("imagepeek.local.roots", TESTBED.toString());
    }
  }

  @Test
  void readsALayout() {
    JsonPath answer = inspect("oci", TESTBED.resolve("layout").toString());

    assertThat(answer.getString("Architecture")).isEqualTo("amd64");
    assertThat(answer.getString("Digest"))
        .isEqualTo("sha256:bfbb9f40e62c9127beb4b17e2329618a52bf0e7159cda217d01660c834a18ca5");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci", "oci-archive", "docker-archive", "dir"})
  void refusesWhatIsElsewhere(String transport) {
    JsonPath answer = inspect(transport, "/etc/passwd");

    assertThat(answer.getInt("statusCode")).isEqualTo(422);
    assertThat(answer.getString("imageName")).isEqualTo("/etc/passwd");
    assertThat(answer.getString("error")).contains("(imagepeek.local.roots)");
  }

  private static JsonPath inspect(String transport, String path) {
    return RestAssured.given()
        .contentType("application/json")
        .body(
            Map.of(
                "imageName", path,
                "imageTag", "basic/oci:latest",
                "containerImageTransport", transport))
        .post("/inspect")
        .jsonPath();
  }
}
