package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import java.io.IOException;
import java.util.List;

/** Hosts that accept, and say nothing. */
final class SilentHosts implements Attack {

  // More than there are places for inspections
  private static final int HOSTS = 300;

  private List<HostileHost> hosts = List.of();

  @Override
  public String name() {
    return "silent-hosts";
  }

  @Override
  public String what() {
    return "300 images of 300 hosts that never answer";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(HOSTS, request -> Reply.silence());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    for (HostileHost host : hosts) {
      callers.ask(stage.inspect(host.name() + "/silent"));
    }
    callers.await(stage.inspectionPatience().plusMillis(100));
    return Report.of(callers, 0);
  }
}
