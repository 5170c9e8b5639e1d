package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.time.Duration;

/** Bodies that arrive as slowly as a body can. */
final class SlowBodies implements Attack {

  private static final int CALLERS = 300;
  private static final int BODY = 60_000;
  private static final int BYTES_PER_SECOND = 100;
  private static final Duration GRACE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "slow-bodies";
  }

  @Override
  public String what() {
    return "300 bodies of 60 KB at 100 bytes a second";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    Duration patience = stage.scale().body().plus(GRACE);
    for (int i = 0; i < CALLERS; i++) {
      callers.ask(
          Ask.of(patience, Wire.bytes(Stage.head("POST", "/inspect", "", BODY)), Wire.filler(BODY))
              .paced(BYTES_PER_SECOND));
    }
    callers.await(patience.plusMillis(100));
    return Report.of(
        callers,
        null,
        Goal.atMost("connections open after the time for a body", callers.underWay(), 0));
  }
}
