package io.imagepeek.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the function has logged that it should not have to. */
final class FunctionLog {

  private static final String OUT_OF_MEMORY = "OutOfMemoryError";
  private static final String FRAME = "\tat ";

  private final Path file;

  FunctionLog(Path file) {
    this.file = file;
  }

  /**
   * What stands in a part of it.
   *
   * @param outOfMemory lines that say so
   * @param stackTraces by the line that each begins with
   */
  record Findings(int outOfMemory, Map<String, Integer> stackTraces) {

    int traces() {
      return stackTraces.values().stream().mapToInt(Integer::intValue).sum();
    }
  }

  Path file() {
    return file;
  }

  long length() throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      return log.length();
    }
  }

  Findings between(long from, long to) throws IOException {
    byte[] bytes = new byte[Math.toIntExact(to - from)];
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      log.seek(from);
      log.readFully(bytes);
    }
    int outOfMemory = 0;
    Map<String, Integer> traces = new LinkedHashMap<>();
    String before = "";
    for (String line : new String(bytes, UTF_8).lines().toList()) {
      if (line.contains(OUT_OF_MEMORY)) {
        outOfMemory++;
      }
      if (line.startsWith(FRAME) && isHead(before)) {
        traces.merge(before.substring(0, Math.min(200, before.length())), 1, Integer::sum);
      }
      before = line;
    }
    return new Findings(outOfMemory, traces);
  }

  private static boolean isHead(String line) {
    return List.of(FRAME, "\t...", "Caused by:", "\tSuppressed:").stream()
        .noneMatch(line::startsWith);
  }
}
