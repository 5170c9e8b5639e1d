package io.imagepeek.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads from the application's log what its inspections have cost, one line for each. */
final class InspectionLines {

  private static final Pattern LINE = Pattern.compile(" outcome=\\S+ .*\\brequests=(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Path log;
  private long position;

  InspectionLines(Path log) {
    this.log = log;
  }

  /** Passes over all that has been logged so far. */
  void skip() throws IOException, InterruptedException {
    // The last line may be on its way.
    Thread.sleep(20);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      position = file.length();
    }
  }

  /**
   * The requests to registries and token services that the next inspections made, taken together.
   *
   * @param inspections how many lines are waited for; fewer are taken as they are after a time
   */
  int requests(int inspections) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String text = rest();
      int lines = 0;
      int requests = 0;
      for (Matcher line = LINE.matcher(text); line.find(); ) {
        lines++;
        requests += Integer.parseInt(line.group(1));
      }
      if (lines >= inspections || System.nanoTime() - deadline > 0) {
        skip();
        return requests;
      }
      Thread.sleep(1);
    }
  }

  private String rest() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(file.length() - position)];
      file.seek(position);
      file.readFully(bytes);
      return new String(bytes, UTF_8);
    }
  }
}
