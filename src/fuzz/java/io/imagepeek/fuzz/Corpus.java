package io.imagepeek.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The inputs that are kept: what the fuzzer starts from, and what it once found. */
public final class Corpus {

  static final Path FOLDER = Path.of("src/fuzz/corpus");

  private Corpus() {}

  /**
   * Tries all inputs of a target. It is what a target does before it is fuzzed, too: classes are
   * then loaded, which may take longer than an input is allowed to.
   *
   * @param name the target's, which is its directory's
   */
  public static void replay(String name, Consumer<byte[]> target) {
    for (Path input : inputs(name)) {
      try {
        target.accept(Files.readAllBytes(input));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      } catch (RuntimeException | Error broken) {
        throw new AssertionError(input + " breaks a promise", broken);
      }
    }
  }

  static List<Path> inputs(String name) {
    try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
