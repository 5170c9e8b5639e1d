package io.imagepeek.soak;

import io.imagepeek.soak.SteadyCaller.Question;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The results of the normal client in a period.
 *
 * @param p50 milliseconds
 * @param p99 milliseconds
 * @param outage the longest time without a response, in milliseconds
 * @param late the 99th percentile of the delay in sending its requests, in milliseconds
 * @param refused answers that were no success
 * @param unanswered requests without any response, even after retries
 */
record Window(
    int questions,
    double p50,
    double p99,
    double outage,
    double late,
    int refused,
    int unanswered) {

  static Window of(SteadyCaller caller, long from, long to) {
    List<Question> questions = caller.between(from, to);
    return new Window(
        questions.size(),
        percentile(questions, Question::millis, 50),
        percentile(questions, Question::millis, 99),
        outage(questions, from, to),
        percentile(questions, Question::late, 99),
        questions.stream().mapToInt(q -> q.refused.get()).sum(),
        questions.stream().mapToInt(q -> q.unanswered.get()).sum());
  }

  private static double percentile(
      List<Question> questions, ToDoubleFunction<Question> value, int percent) {
    double[] sorted = questions.stream().mapToDouble(value).sorted().toArray();
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(sorted.length * percent / 100.0);
    return sorted[Math.max(0, rank - 1)];
  }

  private static double outage(List<Question> questions, long from, long to) {
    long[] answers =
        questions.stream().mapToLong(q -> q.answered).filter(at -> at != 0).sorted().toArray();
    long longest = 0;
    long before = from;
    for (long answer : answers) {
      longest = Math.max(longest, answer - before);
      before = answer;
    }
    return Math.max(longest, to - before) / 1e6;
  }
}
