package io.imagepeek.soak.attack;

import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of an attack.
 *
 * @param asked requests, whole ones or not
 * @param answered whole answers, whatever they say
 * @param unanswered those whose caller was owed an answer, stayed, and got none
 * @param cutOff those whose caller did not stay, or not until the end of the time he had promised
 * @param should images that can be inspected whatever else happens; null: nobody can say
 * @param inspected images that were
 * @param said what was said how often
 */
public record Report(
    int asked,
    int answered,
    int unanswered,
    int cutOff,
    @Nullable Integer should,
    int inspected,
    Map<String, Integer> said,
    List<Goal> goals) {

  /** Of one group of callers, those who are left being cut off. */
  public static Report of(Callers callers, @Nullable Integer should, Goal... goals)
      throws InterruptedException {
    callers.cutOff();
    int answered = callers.count(Outcome.Answered.class);
    int unanswered = callers.count(Outcome.Unanswered.class);
    int left = callers.count(Outcome.CutOff.class);
    int dismissed = callers.count(Outcome.Dismissed.class);
    return new Report(
        answered + unanswered + left + dismissed,
        answered,
        unanswered,
        left,
        should,
        callers.inspected(),
        callers.said(),
        List.of(goals));
  }

  /** Both together, in the order of their goals; the images are those of this one alone. */
  public Report and(Report other) {
    Map<String, Integer> both = new LinkedHashMap<>(said);
    other.said.forEach((what, count) -> both.merge(what, count, Integer::sum));
    return new Report(
        asked + other.asked,
        answered + other.answered,
        unanswered + other.unanswered,
        cutOff + other.cutOff,
        should,
        inspected,
        both,
        Stream.concat(goals.stream(), other.goals.stream()).toList());
  }
}
