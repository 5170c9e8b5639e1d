package io.imagepeek.soak;

import io.imagepeek.soak.attack.Stage;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The end: SIGTERM while something is under way.
 *
 * @param millis until the process had gone; null: it had not in time
 * @param lost requests under way that were not answered
 */
record Ending(@Nullable Double millis, int lost) {

  // quarkus.shutdown.timeout, and what a busy machine adds
  private static final Duration IN_TIME = Duration.ofSeconds(28);
  private static final int UNDER_WAY = 16;

  /**
   * Ends it.
   *
   * @param slow a registry that takes its time
   */
  static Ending of(Function function, Stage stage, HostileHost slow) throws InterruptedException {
    Callers callers = stage.callers();
    for (int i = 0; i < UNDER_WAY; i++) {
      callers.ask(stage.inspect(slow.name() + "/last" + i));
    }
    Thread.sleep(Duration.ofMillis(300).toMillis());
    long start = System.nanoTime();
    boolean ended = function.application().ended(IN_TIME);
    double millis = (System.nanoTime() - start) / 1e6;
    callers.await(Duration.ofSeconds(1));
    callers.cutOff();
    return new Ending(ended ? millis : null, UNDER_WAY - callers.count(Outcome.Answered.class));
  }
}
