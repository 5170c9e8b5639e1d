package io.imagepeek.soak;

import io.imagepeek.soak.attack.Goal;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be reached.
 *
 * @param quick only what holds on any machine decides
 */
record Judgement(boolean quick, double quietP99) {

  private static final double TIMES_QUIET = 5;

  /** See README.md. */
  private static final double FLOOR_MILLIS = 100;

  private static final double QUICK_MILLIS = 1000;

  /** A slow machine needs more: on one where the quiet p99 was 70 ms, an attack took 1,041 ms. */
  private static final double QUICK_TIMES_QUIET = 20;

  /** The goal for the 99th percentile of the normal client, in milliseconds. */
  double allowedP99() {
    return Math.max(TIMES_QUIET * quietP99, FLOOR_MILLIS);
  }

  /** The bound on it that decides in the quick form, in milliseconds. */
  double decidingP99() {
    return Math.max(QUICK_MILLIS, QUICK_TIMES_QUIET * quietP99);
  }

  /** What was missed and decides. */
  List<String> missed(Run run) {
    return missed(run, quick);
  }

  /** What was missed beside that. */
  List<String> missedOnly(Run run) {
    List<String> all = missed(run, false);
    all.removeAll(missed(run));
    return all;
  }

  private List<String> missed(Run run, boolean quick) {
    List<String> missed = new ArrayList<>();
    check(missed, run.log().outOfMemory() == 0, "OutOfMemoryErrors");
    check(missed, run.log().traces() == 0, "stack traces");
    check(missed, run.unanswered() == 0, "requests without a response");
    check(missed, run.restarts() == 0, "did not survive");
    check(missed, run.endMillis() != null, "did not end after SIGTERM");
    check(missed, run.lost() == 0, "requests lost at SIGTERM");
    check(missed, run.notRun().isEmpty(), "no time for " + run.notRun());
    double most = quick ? decidingP99() : allowedP99();
    for (Phase phase : run.phases()) {
      check(missed, phase.window().p99() <= most, phase.name() + ": p99 of the steady caller");
      for (Goal goal : phase.report().goals()) {
        check(missed, quick || goal.reached(), phase.name() + ": " + goal.what());
      }
    }
    return missed;
  }

  private static void check(List<String> missed, boolean reached, String what) {
    if (!reached) {
      missed.add(what);
    }
  }
}
