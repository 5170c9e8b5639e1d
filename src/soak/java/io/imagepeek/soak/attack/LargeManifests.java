package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import java.io.IOException;
import java.util.List;

/** Documents that are each within their bound, and together more than the heap. */
final class LargeManifests implements Attack {

  private static final int HOSTS = 60;

  private List<HostileHost> hosts = List.of();

  @Override
  public String name() {
    return "large-manifests";
  }

  @Override
  public String what() {
    return "60 manifests of 4 MB from 60 hosts at once";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    hosts = registries.hosts(HOSTS, Documents.largeManifest());
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    for (HostileHost host : hosts) {
      callers.ask(stage.inspect(host.name() + "/large"));
    }
    callers.await(stage.inspectionPatience().plusMillis(100));
    int should = stage.scale().withLargest(HOSTS);
    return Report.of(
        callers, should, Goal.atLeast("images inspected", callers.inspected(), 0.95 * should));
  }
}
