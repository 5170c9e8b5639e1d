package io.imagepeek.local;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.golden.TestLayout;
import io.imagepeek.local.ContainerdServiceTest.Containerd;
import io.imagepeek.testing.RequiresTools;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Images in a real containerd, asked for over HTTP, in the namespace that is set. */
@RequiresTools(
    value = {"containerd", "ctr"},
    packages = "containerd")
@QuarkusTest
@WithTestResource(Containerd.class)
class ContainerdServiceTest {

  private static final String NAMESPACE = "k8s.io";
  private static final String NAME = "registry.test/basic/oci:latest";

  private static final TestLayout.Entry ENTRY =
      TestLayout.load().only("basic/oci").entries().get(0);

  /** A containerd with one image, and the settings with which the application may ask it. */
  public static final class Containerd implements QuarkusTestResourceLifecycleManager {

    private @Nullable ContainerdDaemon daemon;

    @Override
    public Map<String, String> start() {
      ContainerdDaemon started = ContainerdDaemon.start();
      daemon = started;
      started.load(NAMESPACE, new ContainerdArchive().name(NAME, TestLayout.load(), ENTRY));
      return Map.of(
          "imagepeek.engine.containerd-socket",
          started.socket(),
          "imagepeek.engine.containerd-namespace",
          NAMESPACE);
    }

    @Override
    public void stop() {
      if (daemon != null) {
        daemon.close();
      }
    }
  }

  @Test
  void itsDocumentedOutput() {
    Response response = get(NAME, "repoTags", "true");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.jsonPath().getString("Digest")).isEqualTo(ENTRY.digest());
    assertThat(response.jsonPath().getList("RepoTags")).isEqualTo(List.of("latest"));
    assertThat(response.header("Imagepeek-Platform-Digest")).isEqualTo(ENTRY.digest());
  }

  @Test
  void itsEngineViewByItsId() {
    Response response = get(ENTRY.digest(), "view", "engine");

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.jsonPath().getString("Id")).isEqualTo(ENTRY.digest());
    assertThat(response.jsonPath().getList("RepoTags")).isEqualTo(List.of(NAME));
    assertThat(response.jsonPath().getString("GraphDriver.Name")).isEqualTo("overlayfs");
    assertThat(response.jsonPath().getString("Metadata.LastTagTime")).endsWith("Z");
  }

  @Test
  void itsManifestByteForByte() {
    Response response = get(NAME, "view", "manifest");

    assertThat(response.asByteArray()).isEqualTo(TestLayout.load().read(ENTRY.digest()));
    assertThat(response.contentType()).isEqualTo(ENTRY.mediaType());
  }

  @Test
  void anotherNameIsNotFound() {
    Response response = get("registry.test/other", "view", "image");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.jsonPath().getString("error"))
        .isEqualTo("no image has this name in containerd");
  }

  private static Response get(String name, String parameter, String value) {
    return given()
        .queryParam("containerImageTransport", "containerd")
        .queryParam("imageName", name)
        .queryParam(parameter, value)
        .get("/inspect");
  }
}
