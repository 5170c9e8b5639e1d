package io.imagepeek.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What was measured repeatedly: milliseconds or a count. */
final class Samples {

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The middle one; of an even number the mean of the middle two. */
  double median() {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double min() {
    return Collections.min(values);
  }

  double max() {
    return Collections.max(values);
  }

  /** As milliseconds: the median, with the least and the greatest. */
  String millis() {
    return "%s (%s–%s)".formatted(number(median()), number(min()), number(max()));
  }

  /** As a count: one number where all are the same. */
  String count() {
    return min() == max()
        ? Long.toString(Math.round(max()))
        : "%d (%d–%d)".formatted(Math.round(median()), Math.round(min()), Math.round(max()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
  }
}
