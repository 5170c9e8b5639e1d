package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Bodies that never arrive whole: the function holds what it was sent, and waits. */
final class UnfinishedBodies implements Attack {

  private static final int MISSING = 10;
  private static final Duration GRACE = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "unfinished-bodies";
  }

  @Override
  public String what() {
    return "300 bodies of 1 MiB, then 3,000 of 64 KiB, short of their last bytes";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Duration patience = stage.scale().body().plus(GRACE);
    Callers callers = stage.callers();
    int left = wave(callers, 300, 1 << 20, patience, "/inspections", "/events");
    left += wave(callers, 3000, 1 << 16, patience, "/inspect");
    return Report.of(
        callers, null, Goal.atMost("connections open after the time for a body", left, 0));
  }

  private static int wave(Callers callers, int count, int size, Duration patience, String... paths)
      throws InterruptedException {
    ByteBuffer body = Wire.filler(size - MISSING);
    for (int i = 0; i < count; i++) {
      String head = Stage.head("POST", paths[i % paths.length], "", size);
      callers.ask(Ask.of(patience, Wire.bytes(head), body));
    }
    callers.await(patience.plusMillis(100));
    int left = callers.underWay();
    callers.cutOff();
    return left;
  }
}
