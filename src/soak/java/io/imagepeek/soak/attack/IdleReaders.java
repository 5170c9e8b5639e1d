package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.util.List;

/** Callers who ask for much, and take nothing of it. */
final class IdleReaders implements Attack {

  private static final int SINGLE = 60;
  private static final int BATCHES = 3;
  private static final int IMAGES = 20;

  private List<HostileHost> hosts = List.of();

  @Override
  public String name() {
    return "idle-readers";
  }

  @Override
  public String what() {
    return "60 callers for 4 MB each, 3 batches as JSON and 3 in lines, of which nothing is read";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(2, Documents.largeConfig());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    String view = ", \"view\": \"config\"";
    String single = hosts.get(0).name() + "/large";
    List<String> several = hosts.get(1).images("large", IMAGES);
    for (int i = 0; i < SINGLE; i++) {
      callers.ask(stage.inspect(single + i, view).unread());
    }
    for (int i = 0; i < BATCHES; i++) {
      callers.ask(stage.batch(several, view).unread());
      callers.ask(stage.batch(several, view, "application/x-ndjson").unread());
    }
    callers.await(stage.scale().seconds(20));
    return Report.of(callers, null);
  }
}
