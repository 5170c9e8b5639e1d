package io.imagepeek.bench;

import java.util.function.BiPredicate;

/**
 * What a case is to reach.
 *
 * @param text in the words of the table
 * @param reached judges a measurement, and its median as a part of skopeo's
 */
record Goal(String text, BiPredicate<Measurement, Double> reached) {

  private static final String NONE = "–";

  /** For an image that was never asked for. */
  static Goal firstTime(int roundTrips, int requests, double ratio) {
    return new Goal(
        "%d round trips, %d requests, ≤ %s × skopeo".formatted(roundTrips, requests, ratio),
        (measured, part) ->
            measured.roundTrips().median() <= roundTrips
                && measured.requests().median() <= requests
                && part <= ratio);
  }

  /** For an image that has not changed since. */
  static Goal unchanged() {
    return new Goal(
        "1 round trip, ≤ 0.15 × skopeo",
        (measured, part) -> measured.roundTrips().median() <= 1 && part <= 0.15);
  }

  /** For a document that cannot change. */
  static Goal noRequest() {
    return new Goal("no request", (measured, part) -> measured.requests().max() == 0);
  }

  /** For an answer that may be as old as it is. */
  static Goal remembered() {
    return new Goal(
        "no request, < 2 ms",
        (measured, part) -> measured.requests().max() == 0 && measured.millis().median() < 2);
  }

  /** For many images. */
  static Goal sum() {
    return new Goal("≤ 1/20 of skopeo's sum", (measured, part) -> part <= 0.05);
  }

  /** For what is shown beside a case that has a goal. */
  static Goal none() {
    return new Goal(NONE, (measured, part) -> true);
  }

  /** Whether it is reached, as the table says it. */
  String verdict(Measurement measurement, double part) {
    return text.equals(NONE) ? NONE : Table.yesOrNo(reached.test(measurement, part));
  }
}
