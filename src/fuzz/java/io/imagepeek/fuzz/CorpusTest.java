package io.imagepeek.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer starts from and what it once found, without a fuzzer. */
class CorpusTest {

  private static final Path SOURCES = Path.of("src/fuzz/java");
  private static final String ENDING = "Fuzz.java";

  static List<Path> targets() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void everyInputKeepsThePromises(Path source) throws Exception {
    Class<?> target = Class.forName(className(source));

    assertThat(Corpus.inputs(target.getSimpleName().replaceFirst("Fuzz$", ""))).isNotEmpty();
    target.getMethod("fuzzerInitialize").invoke(null);
  }

  /** A directory that no target reads would be forgotten without a word. */
  @ParameterizedTest
  @MethodSource("directories")
  void everyDirectoryIsOfATarget(Path directory) throws IOException {
    assertThat(targets())
        .extracting(target -> target.getFileName().toString())
        .contains(directory.getFileName() + ENDING);
  }

  static List<Path> directories() throws IOException {
    try (Stream<Path> files = Files.list(Corpus.FOLDER)) {
      return files.sorted().toList();
    }
  }

  private static String className(Path source) {
    String file = SOURCES.relativize(source).toString();
    return file.substring(0, file.length() - ".java".length()).replace('/', '.');
  }
}
