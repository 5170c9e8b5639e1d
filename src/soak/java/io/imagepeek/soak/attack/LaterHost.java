package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A host that says come back later, to everything. */
final class LaterHost implements Attack {

  // More than there are places for inspections
  private static final int CALLERS = 300;

  private HostileHost host;

  @Override
  public String name() {
    return "retry-after";
  }

  @Override
  public String what() {
    return "300 callers ask again and again for images of one host that answers 503 with `Retry-After: 12`";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    String later = "Retry-After: " + scale.seconds(12).toSeconds() + "\r\n";
    host = registries.host(request -> Reply.of(request, 503, later, ""));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    AtomicInteger next = new AtomicInteger();
    stage.again(
        callers,
        CALLERS,
        stage.scale().inspection().multipliedBy(2),
        () -> stage.inspect(host.name() + "/later" + next.getAndIncrement()));
    return Report.of(callers, 0);
  }
}
