package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.util.List;

/** A host that is kept busy, while so many others are asked that it might be forgotten. */
final class BusyHost implements Attack {

  private static final int AT_ONCE = 16;
  private static final int BUSY = 80;
  private static final int HOSTS = 1500;

  private final Documents image = Documents.small();
  private HostileHost busy;
  private List<HostileHost> others = List.of();

  @Override
  public String name() {
    return "busy-host";
  }

  @Override
  public String what() {
    return "a slow host with 80 questions waiting, and 1,500 other hosts meanwhile";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    busy = registries.host(request -> image.answer(request).after(scale.seconds(2)));
    // More than are remembered, in the quick form too
    others = registries.hosts(HOSTS, image);
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers waiting = stage.callers();
    ask(stage, waiting, "first");
    Callers callers = stage.callers();
    stage.inTurn(
        callers,
        AT_ONCE,
        others.stream().map(host -> stage.inspect(host.name() + "/one")).iterator());
    callers.await(stage.scale().seconds(20));
    callers.cutOff();
    ask(stage, waiting, "then");
    waiting.await(stage.inspectionPatience().plusMillis(100));
    return Report.of(
            callers,
            callers.finished(),
            Goal.atMost("requests to the busy host at once", busy.mostUnderWay(), AT_ONCE))
        .and(Report.of(waiting, null));
  }

  private void ask(Stage stage, Callers waiting, String name) {
    for (int i = 0; i < BUSY / 2; i++) {
      waiting.ask(stage.inspect(busy.name() + "/" + name + i));
    }
  }
}
