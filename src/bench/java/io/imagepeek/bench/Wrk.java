package io.imagepeek.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A run of wrk with the script of this benchmark, by one thread. */
final class Wrk implements AutoCloseable {

  private static final Path SCRIPT = Path.of("src", "bench", "load.lua");
  private static final Pattern NUMBER = Pattern.compile("(\\w+)=(\\d+)");

  private final Process process;

  private Wrk(Process process) {
    this.process = process;
  }

  /**
   * What came of it.
   *
   * @param requests answered
   * @param p50 the half of them took no longer, in milliseconds
   * @param p99 so many of a hundred
   * @param failed answers of status 400 and above, and what was not answered in time or at all
   */
  record Result(long requests, double perSecond, double p50, double p99, long failed) {}

  /**
   * Starts a run.
   *
   * @param words the arguments of the script
   */
  static Wrk start(URI url, int connections, Duration duration, String... words)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add("wrk");
    command.add("--threads=1");
    command.add("--connections=" + connections);
    command.add("--duration=" + duration.toSeconds() + "s");
    command.add("--script=" + SCRIPT);
    command.addAll(List.of(url.toString(), "--"));
    command.addAll(List.of(words));
    Wrk wrk = new Wrk(new ProcessBuilder(command).redirectErrorStream(true).start());
    Runtime.getRuntime().addShutdownHook(new Thread(wrk.process::destroyForcibly));
    return wrk;
  }

  /** Waits for its end. */
  Result result() throws IOException, InterruptedException {
    List<String> said = process.inputReader().lines().toList();
    process.waitFor();
    Map<String, Long> numbers = new HashMap<>();
    for (String line : said) {
      if (line.startsWith("RESULT ")) {
        for (Matcher number = NUMBER.matcher(line); number.find(); ) {
          numbers.put(number.group(1), Long.parseLong(number.group(2)));
        }
      }
    }
    if (numbers.isEmpty()) {
      throw new IllegalStateException("wrk: " + said);
    }
    long requests = numbers.get("requests");
    return new Result(
        requests,
        requests / (numbers.get("micros") / 1e6),
        numbers.get("p50") / 1e3,
        numbers.get("p99") / 1e3,
        numbers.get("refused") + numbers.get("broken"));
  }

  @Override
  public void close() {
    Commands.stop(process);
  }
}
