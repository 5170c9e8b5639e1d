package io.imagepeek.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs executables of others to their end. */
final class Tool {

  private static final int SECONDS = 120;

  private Tool() {}

  /** What a tool wrote, and how it ended. */
  record Result(int exit, String output, String error) {}

  /** The standard output of a run that must succeed. */
  static String run(String... command) {
    Result result = attempt(command);
    if (result.exit() != 0) {
      throw new IllegalStateException(List.of(command) + " failed: " + result.error());
    }
    return result.output();
  }

  /** A run that may fail. */
  static Result attempt(String... command) {
    try {
      // To files: two pipes would have to be read at once.
      Path output = Files.createTempFile("tool", ".out");
      Path error = Files.createTempFile("tool", ".err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(error.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new IllegalStateException(List.of(command) + " did not end");
        }
        return new Result(process.exitValue(), text(output), text(error));
      } finally {
        Files.delete(output);
        Files.delete(error);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
