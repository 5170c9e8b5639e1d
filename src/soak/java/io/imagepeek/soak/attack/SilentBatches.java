package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Outcome;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Batches that get nowhere, beside one that would. */
final class SilentBatches implements Attack {

  private static final int BATCHES = 4;
  private static final int IMAGES = 100;
  private static final int FAST = 50;
  private static final double FLOOR_MILLIS = 2000;

  private List<HostileHost> silent = List.of();
  private HostileHost fast;

  @Override
  public String name() {
    return "silent-batches";
  }

  @Override
  public String what() {
    return "four batches of 100 silent hosts, and beside them one of 50 fast images";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    silent = registries.hosts(IMAGES, request -> Reply.silence());
    fast = registries.host(Documents.small());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    double quiet = fastBatch(stage, stage.callers(), "quiet");
    Callers batches = stage.callers();
    for (int batch = 0; batch < BATCHES; batch++) {
      int number = batch;
      batches.ask(
          stage.batch(silent.stream().map(h -> h.name() + "/silent" + number).toList(), ""));
    }
    Thread.sleep(Duration.ofSeconds(1).toMillis());
    Callers beside = stage.callers();
    double millis = fastBatch(stage, beside, "beside");
    batches.await(stage.scale().seconds(10));
    return Report.of(
            beside,
            FAST,
            Goal.atMost("the fast batch, ms", millis, Math.max(5 * quiet, FLOOR_MILLIS)),
            Goal.fact("alone, ms", Math.round(quiet) + ""))
        .and(Report.of(batches, null));
  }

  private double fastBatch(Stage stage, Callers callers, String name) throws InterruptedException {
    callers.ask(stage.batch(fast.images(name, FAST), ""));
    callers.await(stage.batchPatience());
    return callers.answers().stream()
        .mapToDouble(Outcome.Answered::millis)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY);
  }
}
