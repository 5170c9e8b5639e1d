package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Reply;
import java.io.IOException;
import java.util.stream.IntStream;

/** One repository that resets every connection, among good ones of the same host. */
final class ResettingRepository implements Attack {

  private static final int FULL = 300;
  private static final int AT_ONCE = 8;

  private final Documents image = Documents.small();
  private HostileHost host;

  @Override
  public String name() {
    return "resetting-repository";
  }

  @Override
  public String what() {
    return "one repository that always resets, asked 300 times, and 300 others of its host";
  }

  @Override
  public void prepare(Registries registries, Scale scale) throws IOException {
    host =
        registries.host(
            request ->
                request.repository().equals("broken") ? Reply.reset() : image.answer(request));
  }

  @Override
  public Report run(Stage stage) throws InterruptedException {
    int images = stage.scale().quick() ? FULL / 2 : FULL;
    Callers broken = stage.callers();
    Callers good = stage.callers();
    stage.inTurn(
        broken,
        AT_ONCE,
        IntStream.range(0, images)
            .mapToObj(i -> stage.inspect(host.name() + "/broken:" + i))
            .iterator());
    stage.inTurn(
        good,
        1,
        IntStream.range(0, images)
            .mapToObj(i -> stage.inspect(host.name() + "/good" + i))
            .iterator());
    good.await(stage.scale().seconds(30));
    broken.await(stage.scale().seconds(30));
    good.cutOff();
    int asked = good.finished();
    return Report.of(good, asked, Goal.atMost("good images lost", asked - good.inspected(), 0))
        .and(Report.of(broken, null));
  }
}
