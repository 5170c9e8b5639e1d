package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** An executable is within the budget that the build sets it ({@code native.bytes} in the pom). */
class NativeSizeIT {

  @Test
  void theExecutableIsWithinItsBudget() throws IOException {
    Artifact built = Artifact.built();
    assumeTrue(built.isNative(), "no native executable was built");

    assertThat(Files.size(built.path()))
        .isLessThanOrEqualTo(Long.parseLong(System.getProperty("native.bytes")));
  }
}
