package io.imagepeek.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The second part: wrk, the function and the registry share the machine, without any delay. The
 * images are asked for in turn, so that two inspections of one at the same time are rare.
 */
final class Throughput {

  private static final int IMAGES = 200;
  private static final List<Integer> CONNECTIONS = List.of(32, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Path SCRIPT = Path.of("src", "bench", "inspect.lua");
  private static final Pattern RESULT = Pattern.compile("(\\w+)=(\\d+)");

  /** What the callers ask. */
  private enum Load {
    REVALIDATED("revalidated", "", 1500),
    WITHIN_AGE("within `maxAge`", ", \"maxAge\": 3600", 8000);

    private final String title;
    private final String fields;
    private final int goal;

    Load(String title, String fields, int goal) {
      this.title = title;
      this.fields = fields;
      this.goal = goal;
    }
  }

  private final Workbench bench;
  private final Duration longRun;
  private final Progress progress;

  /**
   * @param longRun how long the run is in which the memory is looked at, first after a fifth of it
   */
  Throughput(Workbench bench, Duration longRun, Progress progress) {
    this.bench = bench;
    this.longRun = longRun;
    this.progress = progress;
  }

  /** Measures, and returns the table. */
  Table run() throws IOException, InterruptedException {
    for (int i = 0; i < IMAGES; i++) {
      bench.images().pushSingle("load-" + i);
    }
    Table table =
        new Table(
            List.of(
                "inspections",
                "connections",
                "seconds",
                "per second",
                "p50, ms",
                "p99, ms",
                "failed",
                "requests to the registry, each",
                "processor time, µs each: function + registry",
                "resident, MiB",
                "to reach",
                "reached"));
    // Its log is written, and thrown away by the system.
    try (Application application = bench.start(bench.launch(), Redirect.DISCARD).awaited()) {
      Caller caller = new Caller(application);
      for (Load load : Load.values()) {
        measure(load, application, caller, table);
      }
    }
    return table;
  }

  private void measure(Load load, Application application, Caller caller, Table table)
      throws IOException, InterruptedException {
    String image = bench.registry(Access.OPEN).address() + "/" + Images.REPOSITORY + ":load-0";
    try {
      caller
          .post("/inspect", "{" + Workbench.fields(Access.OPEN, image) + load.fields + "}")
          .required();
    } catch (Caller.RefusedException e) {
      table.row(load.title, "n/a: " + e.getMessage(), "", "", "", "", "", "", "", "", "", "no");
      return;
    }
    wrk(load, application, CONNECTIONS.get(0), WARM_UP.compareTo(longRun) < 0 ? WARM_UP : longRun);
    for (int connections : CONNECTIONS) {
      row(load, application, connections, SHORT.compareTo(longRun) < 0 ? SHORT : longRun, table);
    }
    row(load, application, CONNECTIONS.get(0), longRun, table);
  }

  private void row(
      Load load, Application application, int connections, Duration duration, Table table)
      throws IOException, InterruptedException {
    RegistryProcess registry = bench.registry(Access.OPEN);
    long requestsBefore = registry.requests();
    long functionBefore = application.cpuNanos();
    long registryBefore = registry.cpuNanos();
    Result result = wrk(load, application, connections, duration);
    double inspections = result.of("requests");
    double perSecond = inspections / result.of("micros") * 1e6;
    long failed = result.of("refused") + result.of("broken");
    boolean growsLittle = result.residentLater() <= result.residentSooner() * 1.1;
    table.row(
        load.title,
        Integer.toString(connections),
        Long.toString(duration.toSeconds()),
        number("%.0f", perSecond),
        number("%.1f", result.of("p50") / 1e3),
        number("%.1f", result.of("p99") / 1e3),
        Long.toString(failed),
        number("%.2f", (registry.requests() - requestsBefore) / inspections),
        number("%.0f", (application.cpuNanos() - functionBefore) / 1e3 / inspections)
            + " + "
            + number("%.0f", (registry.cpuNanos() - registryBefore) / 1e3 / inspections),
        "%d after %d s, %d after %d s"
            .formatted(
                result.residentSooner() / 1024,
                duration.toSeconds() / 5,
                result.residentLater() / 1024,
                duration.toSeconds()),
        "≥ %d per second, none failed, grows < 10 %%".formatted(load.goal),
        Table.yesOrNo(perSecond >= load.goal && failed == 0 && growsLittle));
  }

  /** What wrk said, and the function's resident memory in KiB after a fifth of the time and all. */
  private record Result(Map<String, Long> numbers, long residentSooner, long residentLater) {

    long of(String name) {
      Long number = numbers.get(name);
      if (number == null) {
        throw new IllegalStateException("wrk said nothing of " + name);
      }
      return number;
    }
  }

  private Result wrk(Load load, Application application, int connections, Duration duration)
      throws IOException, InterruptedException {
    progress.say(
        "%s, %d connections, %d s".formatted(load.title, connections, duration.toSeconds()));
    List<String> command =
        List.of(
            "wrk",
            "--threads=1",
            "--connections=" + connections,
            "--duration=" + duration.toSeconds() + "s",
            "--script=" + SCRIPT,
            application.uri("/inspect").toString(),
            "--",
            bench.registry(Access.OPEN).address(),
            Images.REPOSITORY,
            Integer.toString(IMAGES),
            load.fields);
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> outputOf(command));
    Thread.sleep(duration.toMillis() / 5);
    long sooner = application.residentKib();
    Thread.sleep(duration.toMillis() * 4 / 5 - 200);
    long later = application.residentKib();
    Map<String, Long> numbers = new HashMap<>();
    String said = output.join();
    @Nullable String line =
        said.lines().filter(each -> each.startsWith("RESULT ")).findFirst().orElse(null);
    if (line == null) {
      throw new IllegalStateException("wrk: " + said);
    }
    for (Matcher pair = RESULT.matcher(line); pair.find(); ) {
      numbers.put(pair.group(1), Long.parseLong(pair.group(2)));
    }
    return new Result(numbers, sooner, later);
  }

  private static String outputOf(List<String> command) {
    try {
      return Commands.output(command);
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
