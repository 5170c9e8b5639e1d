package io.imagepeek.soak;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that was measured of one function.
 *
 * @param quiet the results of the normal client before the attacks
 * @param notRun attacks that there was no time for
 * @param vitals by when they were looked at
 * @param log all of it
 * @param endMillis from SIGTERM to the end; null: it did not end in time
 * @param lost requests under way at SIGTERM that were not answered
 */
record Run(
    Window quiet,
    List<Phase> phases,
    List<String> notRun,
    Map<String, Vitals> vitals,
    FunctionLog.Findings log,
    int restarts,
    @Nullable Double endMillis,
    int lost) {

  int unanswered() {
    return phases.stream().mapToInt(p -> p.report().unanswered() + p.window().unanswered()).sum();
  }
}
