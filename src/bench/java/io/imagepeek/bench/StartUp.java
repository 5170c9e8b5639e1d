package io.imagepeek.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The third part: from the start of a process to the first image that it has inspected. */
final class StartUp {

  private final Workbench bench;
  private final Map<String, Application.Launch> launches;
  private final int repetitions;
  private final Progress progress;

  /**
   * @param launches the ways of running the application, by what the table calls them
   */
  StartUp(
      Workbench bench,
      Map<String, Application.Launch> launches,
      int repetitions,
      Progress progress) {
    this.bench = bench;
    this.launches = new LinkedHashMap<>(launches);
    this.repetitions = repetitions;
    this.progress = progress;
  }

  /** Measures, the ways of starting in turn, and returns the table. */
  Table run() throws IOException, InterruptedException {
    bench.images().pushSingle("start");
    Map<String, Samples> taken = new LinkedHashMap<>();
    Map<String, Samples> processor = new LinkedHashMap<>();
    for (int i = 0; i < repetitions; i++) {
      progress.say("start-up, repetition %d of %d".formatted(i + 1, repetitions));
      for (Map.Entry<String, Application.Launch> each : launches.entrySet()) {
        start(
            each.getValue(),
            taken.computeIfAbsent(each.getKey(), name -> new Samples()),
            processor.computeIfAbsent(each.getKey(), name -> new Samples()));
      }
    }
    Table table =
        new Table(
            List.of("start-up", "until the first inspection is answered, ms", "processor, ms"));
    taken.forEach(
        (name, samples) -> table.row(name, samples.millis(), processor.get(name).millis()));
    return table;
  }

  private void start(Application.Launch launch, Samples taken, Samples processor)
      throws IOException, InterruptedException {
    String image = bench.registry(Access.OPEN).address() + "/" + Images.REPOSITORY + ":start";
    long start = System.nanoTime();
    try (Application application = bench.start(launch, Redirect.DISCARD)) {
      application.awaited();
      Caller caller = new Caller(application);
      caller.post("/inspect", "{" + Workbench.fields(Access.OPEN, image) + "}").required();
      taken.add((System.nanoTime() - start) / 1e6);
      processor.add(application.cpuNanos() / 1e6);
    } catch (Caller.RefusedException e) {
      throw new IllegalStateException("the first inspection failed", e);
    }
  }
}
