package io.imagepeek.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The second part: wrk, the function and the registry share the machine, without any delay. The
 * images are asked for in turn, so that two inspections of one at the same time are rare.
 */
final class Throughput {

  private static final int IMAGES = 200;
  private static final List<Integer> CONNECTIONS = List.of(32, 64);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(30);

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
  private final RegistryProcess registry;
  private final Duration longRun;
  private final Progress progress;
  private final Table table =
      new Table(
          List.of(
              "asked for",
              "connections",
              "seconds",
              "per second",
              "p50, ms",
              "p99, ms",
              "failed",
              "requests to the registry, each",
              "processor time of the function, µs each",
              "of the registry",
              "resident, MiB",
              "to reach",
              "reached"));

  /**
   * @param longRun how long the run is in which the memory is looked at, first after a fifth of it
   */
  Throughput(Workbench bench, Duration longRun, Progress progress) {
    this.bench = bench;
    this.registry = bench.registry(Access.OPEN);
    this.longRun = longRun;
    this.progress = progress;
  }

  /** Measures, and returns the table. */
  Table run() throws IOException, InterruptedException {
    for (int i = 0; i < IMAGES; i++) {
      bench.images().pushSingle("load-" + i);
    }
    registryAlone();
    // Its log is written, and thrown away by the system.
    try (Application application = bench.start(bench.launch(), Redirect.DISCARD).awaited()) {
      Caller caller = new Caller(application);
      for (Load load : Load.values()) {
        measure(load, application, caller);
      }
    }
    return table;
  }

  /** What the registry could do if nobody stood before it. */
  private void registryAlone() throws IOException, InterruptedException {
    int connections = CONNECTIONS.get(0);
    long requestsBefore = registry.requests();
    long registryBefore = registry.cpuNanos();
    progress.say("the registry alone");
    URI url = URI.create("http://" + registry.address());
    try (Wrk wrk = Wrk.start(url, connections, shortRun(), "get", Images.REPOSITORY, "" + IMAGES)) {
      Wrk.Result result = wrk.result();
      row(
          "of the registry itself, manifests by GET",
          connections,
          shortRun(),
          result,
          each((double) (registry.requests() - requestsBefore), result, "%.2f"),
          "",
          each((registry.cpuNanos() - registryBefore) / 1e3, result, "%.0f"),
          "",
          "–",
          "");
    }
  }

  private void measure(Load load, Application application, Caller caller)
      throws IOException, InterruptedException {
    String image = registry.address() + "/" + Images.REPOSITORY + ":load-0";
    String fields = Workbench.fields(Access.OPEN, image) + load.fields;
    try {
      caller.post("/inspect", "{" + fields + "}").required();
    } catch (Caller.RefusedException e) {
      table.row(
          load.title,
          "",
          "",
          "n/a: " + e.getMessage(),
          "",
          "",
          "",
          "",
          "",
          "",
          "",
          goal(load),
          Table.yesOrNo(false));
      return;
    }
    progress.say(load.title + ", warming up");
    try (Wrk wrk = wrk(load, application, CONNECTIONS.get(0), least(WARM_UP, longRun))) {
      wrk.result();
    }
    for (int connections : CONNECTIONS) {
      measure(load, application, connections, shortRun());
    }
    measure(load, application, CONNECTIONS.get(0), longRun);
  }

  private void measure(Load load, Application application, int connections, Duration duration)
      throws IOException, InterruptedException {
    progress.say(
        "%s, %d connections, %d s".formatted(load.title, connections, duration.toSeconds()));
    long requestsBefore = registry.requests();
    long functionBefore = application.cpuNanos();
    long registryBefore = registry.cpuNanos();
    try (Wrk wrk = wrk(load, application, connections, duration)) {
      Thread.sleep(duration.toMillis() / 5);
      long sooner = application.residentKib();
      Wrk.Result result = wrk.result();
      long later = application.residentKib();
      // What a JVM takes in its first seconds under load is no growth.
      boolean grows = duration.equals(longRun) && later > sooner * 1.1;
      row(
          load.title,
          connections,
          duration,
          result,
          each((double) (registry.requests() - requestsBefore), result, "%.2f"),
          each((application.cpuNanos() - functionBefore) / 1e3, result, "%.0f"),
          each((registry.cpuNanos() - registryBefore) / 1e3, result, "%.0f"),
          "%d after %d s, %d after %d s"
              .formatted(
                  sooner / 1024, duration.toSeconds() / 5, later / 1024, duration.toSeconds()),
          goal(load),
          Table.yesOrNo(result.perSecond() >= load.goal && result.failed() == 0 && !grows));
    }
  }

  private Wrk wrk(Load load, Application application, int connections, Duration duration)
      throws IOException {
    return Wrk.start(
        application.uri("/inspect"),
        connections,
        duration,
        "inspect",
        Images.REPOSITORY,
        "" + IMAGES,
        registry.address(),
        load.fields);
  }

  private void row(
      String title, int connections, Duration duration, Wrk.Result result, String... others) {
    List<String> cells =
        List.of(
            title,
            "" + connections,
            "" + duration.toSeconds(),
            number(result.perSecond(), "%.0f"),
            number(result.p50(), "%.1f"),
            number(result.p99(), "%.1f"),
            "" + result.failed());
    table.row(Stream.concat(cells.stream(), List.of(others).stream()).toArray(String[]::new));
  }

  private static String goal(Load load) {
    return "≥ %d per second, none failed, grows < 10 %%".formatted(load.goal);
  }

  private Duration shortRun() {
    return least(SHORT, longRun);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String each(double all, Wrk.Result result, String format) {
    return number(all / result.requests(), format);
  }

  private static String number(double value, String format) {
    return String.format(Locale.ROOT, format, value);
  }
}
