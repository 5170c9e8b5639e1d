package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Registries;
import java.time.Duration;

/** Connections in which nothing is said. */
final class ConnectionFlood implements Attack {

  private static final int CONNECTIONS = 5000;
  private static final int WAVES = 2;
  private static final double MORE = 100;

  @Override
  public String name() {
    return "connection-flood";
  }

  @Override
  public String what() {
    return "twice 5,000 connections in which nothing is said";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    int before = stage.descriptors().now();
    for (int wave = 0; wave < WAVES; wave++) {
      for (int i = 0; i < CONNECTIONS; i++) {
        callers.ask(Ask.nothing());
      }
      callers.await(stage.scale().seconds(6));
      callers.cutOff();
    }
    Thread.sleep(Duration.ofSeconds(2).toMillis());
    return Report.of(
        callers,
        null,
        Goal.atMost(
            "descriptors more than before, 2 s later", stage.descriptors().now() - before, MORE));
  }
}
