package io.imagepeek.realregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

class RealRegistryConditionTest {

  private final Path directory;

  RealRegistryConditionTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void aMissingRegistrySkipsAndSaysWhatToInstall() {
    ConditionEvaluationResult result =
        RealRegistryCondition.evaluate(Map.of("PATH", directory.toString()));

    assertThat(result.isDisabled()).isTrue();
    assertThat(result.getReason().orElseThrow())
        .contains("docker-registry, htpasswd")
        .contains("apt-get install docker-registry apache2-utils");
  }

  @Test
  void aMissingRegistryFailsWhereItIsRequired() throws Exception {
    executable("docker-registry");
    Map<String, String> environment =
        Map.of("PATH", directory.toString(), RealRegistryCondition.REQUIRED, "true");

    assertThatThrownBy(() -> RealRegistryCondition.evaluate(environment))
        .hasMessageContaining("missing htpasswd;");
  }

  @Test
  void executablesAreFoundAnywhereOnThePath() throws Exception {
    executable("docker-registry");
    executable("htpasswd");
    String path = directory.resolve("absent") + File.pathSeparator + directory;

    assertThat(RealRegistryCondition.evaluate(Map.of("PATH", path)).isDisabled()).isFalse();
  }

  private void executable(String name) throws Exception {
    Path file = Files.createFile(directory.resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
