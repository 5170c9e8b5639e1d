package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.time.Duration;

/** Callers who ask and leave. */
final class Cancelled implements Attack {

  private static final Duration STAYS = Duration.ofMillis(100);
  private static final Duration EACH = Duration.ofMillis(10);
  private static final double LEFT = 16;

  private final Documents image = Documents.index();
  private HostileHost host;

  @Override
  public String name() {
    return "cancelled";
  }

  @Override
  public String what() {
    return "100 questions a second to a slow registry, each cancelled after 0.1 s";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host = registries.host(request -> image.answer(request).after(Duration.ofSeconds(1)));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    long end = System.nanoTime() + stage.scale().seconds(15).toNanos();
    for (int i = 0; System.nanoTime() < end; i++) {
      callers.ask(stage.inspect(host.name() + "/left" + i).leaving(STAYS));
      Thread.sleep(EACH.toMillis());
    }
    callers.await(Duration.ofSeconds(1));
    Thread.sleep(Duration.ofSeconds(2).toMillis());
    return Report.of(
        callers,
        null,
        Goal.atMost("connections to the registry, 2 s later", host.open(), LEFT),
        Goal.fact("requests to it", Integer.toString(host.requests())));
  }
}
