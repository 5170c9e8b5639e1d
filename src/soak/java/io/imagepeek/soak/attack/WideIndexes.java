package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;

/** Few bytes that ask for thousands of requests: indexes of many platforms. */
final class WideIndexes implements Attack {

  private static final int IMAGES = 100;
  private static final int ENTRIES = 500;
  private static final double BUDGET = 1000;

  private HostileHost host;

  @Override
  public String name() {
    return "wide-indexes";
  }

  @Override
  public String what() {
    return "a batch of 100 indexes of 500 entries each, all of which are looked at";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host = registries.host(Documents.wide(ENTRIES));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    callers.ask(stage.batch(host.images("wide", IMAGES), ", \"view\": \"platforms\""));
    callers.await(stage.batchPatience().plusMillis(100));
    return Report.of(
        callers, null, Goal.atMost("requests to the registry", host.requests(), BUDGET));
  }
}
