package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs executables to their end. */
final class Commands {

  private Commands() {}

  /** What it wrote, standard output and error together; it may fail. */
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream in = process.getInputStream()) {
      String text = new String(in.readAllBytes(), UTF_8);
      process.waitFor();
      return text;
    }
  }

  /**
   * How long a run takes, in milliseconds, from the start of the process to its end.
   *
   * @throws IllegalStateException if it fails
   */
  static double timed(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    long start = System.nanoTime();
    Process process = builder.start();
    try (InputStream in = process.getInputStream()) {
      String text = new String(in.readAllBytes(), UTF_8);
      int exit = process.waitFor();
      double millis = (System.nanoTime() - start) / 1e6;
      if (exit != 0) {
        throw new IllegalStateException(command.get(0) + " failed: " + text);
      }
      return millis;
    }
  }

  /** Ends a process, by force if it does not end by itself. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
