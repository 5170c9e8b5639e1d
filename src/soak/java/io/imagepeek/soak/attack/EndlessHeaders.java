package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.time.Duration;

/** Requests whose heads have no end. */
final class EndlessHeaders implements Attack {

  private static final int CALLERS = 500;
  private static final Duration FULL = Duration.ofSeconds(30);
  private static final Duration QUICK = Duration.ofSeconds(6);

  @Override
  public String name() {
    return "endless-headers";
  }

  @Override
  public String what() {
    return "500 requests whose headers never end, a byte a second";
  }

  @Override
  public void prepare(Registries registries, Scale scale) {}

  @Override
  public Report run(Stage stage) throws InterruptedException {
    Callers callers = stage.callers();
    Duration time = stage.scale().quick() ? QUICK : FULL;
    for (int i = 0; i < CALLERS; i++) {
      callers.ask(
          Ask.of(FULL, Wire.bytes("GET /inspect HTTP/1.1\r\nX-Long: "), Wire.bytes("a"))
              .withoutEnd()
              .paced(1)
              .withoutRight());
    }
    callers.await(time);
    return Report.of(
        callers, null, Goal.atMost("open after " + time.toSeconds() + " s", callers.underWay(), 0));
  }
}
