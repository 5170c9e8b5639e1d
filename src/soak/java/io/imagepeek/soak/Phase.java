package io.imagepeek.soak;

import io.imagepeek.soak.attack.Report;

/**
 * An attack that was run.
 *
 * @param from by {@link System#nanoTime()}
 * @param to likewise
 * @param report what came of it
 * @param window the results of the normal client meanwhile
 * @param log what was logged meanwhile
 * @param restarted whether the function had to be restarted after it
 */
record Phase(
    String name,
    long from,
    long to,
    Report report,
    Window window,
    FunctionLog.Findings log,
    boolean restarted) {

  /** The same with another window. */
  Phase with(Window other) {
    return new Phase(name, from, to, report, other, log, restarted);
  }
}
