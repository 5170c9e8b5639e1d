package io.imagepeek.bench;

import io.imagepeek.bench.Application.Launch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the parts of the benchmark and prints their tables. {@code src/bench/run} calls it. */
public final class Bench {

  private static final Path APPLICATION = Path.of("target", "quarkus-app").toAbsolutePath();

  private final Options options;
  private final PrintStream out;
  private final Progress progress;

  private Bench(Options options, PrintStream out, Progress progress) {
    this.options = options;
    this.out = out;
    this.progress = progress;
  }

  /** Runs what the arguments say; see {@link Options}. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, GeneralSecurityException {
    PrintStream out = System.out;
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    new Bench(options, out, new Progress(System.err)).run();
  }

  private void run() throws IOException, InterruptedException, GeneralSecurityException {
    String loadBefore = Machine.load();
    Launch launch = new Launch("java", options.jvm(), APPLICATION);
    int repetitions = options.quick() ? 3 : 11;
    Duration longRun = options.quick() ? Duration.ofSeconds(15) : Duration.ofMinutes(5);
    try (Workbench bench = Workbench.create(launch)) {
      for (Options.Part part : options.parts()) {
        out.println(
            switch (part) {
              case ROUND_TRIPS -> new RoundTrips(bench, repetitions, progress).run();
              case THROUGHPUT -> new Throughput(bench, longRun, progress).run();
              case START_UP -> new StartUp(bench, launches(launch), repetitions, progress).run();
            });
      }
    }
    out.print(Machine.facts(launch, loadBefore));
    out.println("- " + Machine.wrk());
  }

  private Map<String, Launch> launches(Launch launch) throws IOException, InterruptedException {
    Map<String, Launch> launches = new LinkedHashMap<>();
    launches.put("fast-jar, " + Machine.java(launch.java()), launch);
    Path aot = options.aot();
    if (aot != null) {
      List<String> jvm =
          Stream.concat(Stream.of("-XX:AOTCache=" + Options.CACHE), options.jvm().stream())
              .toList();
      launches.put(
          "aot-jar with its cache, " + Machine.java(options.java()),
          new Launch(options.java(), jvm, aot));
    }
    return launches;
  }
}
