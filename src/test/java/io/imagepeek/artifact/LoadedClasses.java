package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The classes that a jar's JVM has loaded, as it logs them. In a native executable all are there
 * from the start: of it nothing is claimed.
 */
record LoadedClasses(Path log) {

  /** What has the JVM log them. */
  List<String> jvmOptions() {
    return List.of("-Xlog:class+load:file=" + log);
  }

  /** For each of these there is a class with it in its name. */
  void assertLoaded(List<String> names) throws IOException {
    if (!Artifact.built().isNative()) {
      assertThat(Files.readString(log)).contains(names);
    }
  }

  /** None has one of these in its name. */
  void assertNotLoaded(List<String> names) throws IOException {
    if (!Artifact.built().isNative()) {
      assertThat(Files.readString(log)).contains("io.imagepeek.").doesNotContain(names);
    }
  }
}
