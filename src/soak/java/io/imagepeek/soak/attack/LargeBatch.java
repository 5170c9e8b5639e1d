package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.util.List;

/** Batches whose answers are larger than the heap. */
final class LargeBatch implements Attack {

  private static final int IMAGES = 100;

  private List<HostileHost> hosts = List.of();

  @Override
  public String name() {
    return "large-batch";
  }

  @Override
  public String what() {
    return "two batches of 100 configurations of 4 MB each, one as JSON, one in lines";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(2, Documents.largeConfig());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    String view = ", \"view\": \"config\"";
    callers.ask(stage.batch(hosts.get(0).images("large", IMAGES), view));
    callers.ask(stage.batch(hosts.get(1).images("large", IMAGES), view, "application/x-ndjson"));
    callers.await(stage.batchPatience().plusMillis(100));
    return Report.of(callers, null);
  }
}
