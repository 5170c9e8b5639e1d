package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One image of each of thousands of hosts, whose connections stay behind. */
final class ManyHosts implements Attack {

  private static final int HOSTS = 2000;
  private static final int AT_ONCE = 64;
  private static final Duration IDLE = Duration.ofSeconds(18);

  private List<HostileHost> hosts = List.of();

  @Override
  public String name() {
    return "many-hosts";
  }

  @Override
  public String what() {
    return "an image of each of 2,000 hosts, 64 at a time";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(scale.count(HOSTS), Documents.small());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    stage.inTurn(
        callers,
        AT_ONCE,
        hosts.stream().map(host -> stage.inspect(host.name() + "/one")).iterator());
    callers.await(stage.scale().seconds(40));
    callers.cutOff();
    int open = open();
    Goal then = Goal.fact("connections to them at the end", Integer.toString(open));
    if (stage.scale().quick()) {
      return Report.of(callers, callers.finished(), then);
    }
    Thread.sleep(IDLE.toMillis());
    return Report.of(
        callers,
        callers.finished(),
        then,
        Goal.atMost("connections to them " + IDLE.toSeconds() + " s later", open(), 0));
  }

  private int open() {
    return hosts.stream().mapToInt(HostileHost::open).sum();
  }
}
