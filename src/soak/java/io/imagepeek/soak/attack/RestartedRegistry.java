package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.time.Duration;

/** A registry that is killed, and comes back. */
final class RestartedRegistry implements Attack {

  private static final Duration EACH = Duration.ofMillis(100);
  private static final double GOAL = 2000;

  private HostileHost host;

  @Override
  public String name() {
    return "restarted-registry";
  }

  @Override
  public String what() {
    return "a registry killed for 6 s under 10 questions a second, and started again";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host = registries.host(Documents.small());
  }

  @Override
  public Report run(Stage stage) throws IOException, InterruptedException {
    Callers before = stage.callers();
    ask(stage, before, "before", 10);
    host.kill();
    Callers meanwhile = stage.callers();
    ask(stage, meanwhile, "meanwhile", stage.scale().quick() ? 20 : 60);
    int seen = host.requests();
    host.restart();
    long start = System.nanoTime();
    Callers after = stage.callers();
    double asked = Double.POSITIVE_INFINITY;
    double answered = Double.POSITIVE_INFINITY;
    for (int i = 0; i < 50 && Double.isInfinite(answered); i++) {
      after.ask(stage.inspect(host.name() + "/after" + i));
      Thread.sleep(EACH.toMillis());
      double millis = (System.nanoTime() - start) / 1e6;
      if (Double.isInfinite(asked) && host.requests() > seen) {
        asked = (host.lastRequest() - start) / 1e6;
      }
      if (after.inspected() > 0) {
        answered = millis;
      }
    }
    before.await(stage.inspectionPatience());
    meanwhile.await(stage.inspectionPatience());
    after.await(stage.inspectionPatience());
    return Report.of(
            before,
            10,
            Goal.atMost("next request, ms after the restart", asked, GOAL),
            Goal.fact("first success, ms after the restart", Math.round(answered) + ""))
        .and(Report.of(meanwhile, null))
        .and(Report.of(after, null));
  }

  private void ask(Stage stage, Callers callers, String name, int count)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      callers.ask(stage.inspect(host.name() + "/" + name + i));
      Thread.sleep(EACH.toMillis());
    }
  }
}
