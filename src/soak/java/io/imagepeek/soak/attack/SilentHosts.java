package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

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
    return "300 callers ask again and again for images of 300 hosts that never answer";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(HOSTS, request -> Reply.silence());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    AtomicInteger next = new AtomicInteger();
    stage.again(
        callers,
        HOSTS,
        stage.scale().inspection().multipliedBy(2),
        () -> {
          int number = next.getAndIncrement();
          return stage.inspect(hosts.get(number % HOSTS).name() + "/silent" + number);
        });
    return Report.of(callers, 0);
  }
}
