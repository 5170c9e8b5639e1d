package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.imagepeek.deploy.Dockerfile;
import io.imagepeek.openapi.DescribedClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was built runs as the image made of it would: by the entry point of its Dockerfile. */
class ImageEntrypointIT {

  private static final Path JAR_DIRECTORY = Path.of("target", "quarkus-app").toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void startsWithoutAnyDirectoryToWriteTo() throws Exception {
    try (RunningArtifact image = RunningArtifact.start(container())) {
      assertThat(status(image, "/q/health/live")).isEqualTo(200);
      assertThat(status(image, "/q/health/ready")).isEqualTo(200);
      assertThat(status(image, "/inspect?imageName=not@valid")).isEqualTo(422);
      image.terminate();
      assertThat(image.endsWithin(SOON)).isTrue();
    }
  }

  /** What the environment in the Dockerfile is for; once this starts, it is not needed any more. */
  @Test
  void aJarWouldNotStartWithoutItsEnvironment() throws Exception {
    assumeFalse(Artifact.built().isNative(), "not tried with a native executable");
    ProcessBuilder bare =
        DockerContainer.of(
            Dockerfile.read("jvm"), DockerContainer.ownJava(), JAR_DIRECTORY, Map.of());

    assertThatThrownBy(() -> RunningArtifact.start(bare)).hasMessageContaining("vertx-cache");
  }

  private ProcessBuilder container() throws IOException {
    Artifact built = Artifact.built();
    return built.isNative()
        ? DockerContainer.ofNative(Dockerfile.read("native"), built.path(), directory)
        : DockerContainer.of(Dockerfile.read("jvm"), DockerContainer.ownJava(), JAR_DIRECTORY);
  }

  private static int status(RunningArtifact image, String target) throws Exception {
    return DescribedClient.of(HttpClient.Version.HTTP_1_1)
        .send(HttpRequest.newBuilder(image.at(target)).build())
        .statusCode();
  }
}
