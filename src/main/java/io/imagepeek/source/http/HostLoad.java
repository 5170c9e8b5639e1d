package io.imagepeek.source.http;

import java.util.concurrent.TimeUnit;

/**
 * How long recent exchanges with one host took. From this the queue estimates what can still be
 * done in time. Not safe for use by many threads.
 */
final class HostLoad {

  /** The weight of the latest value in a moving mean. */
  private static final double LATEST = 0.1;

  /** How many there were: the first ones weigh as in a plain mean, so that none dominates. */
  private int exchanges;

  private int inspections;
  private double exchangeNanos;
  private double requestsEach;
  private double shortestNanos = Double.MAX_VALUE;

  /** Counts an exchange that has ended. */
  void took(long nanos) {
    exchanges++;
    exchangeNanos += (nanos - exchangeNanos) * Math.max(LATEST, 1.0 / exchanges);
    // The minimum grows slowly, so that a host that has become slower is noticed.
    shortestNanos = Math.min((double) nanos, shortestNanos * (1 + LATEST));
  }

  /** Counts an inspection that has ended, with its requests to the host. */
  void needed(int requests) {
    inspections++;
    requestsEach += (requests - requestsEach) * Math.max(LATEST, 1.0 / inspections);
  }

  /** Nanoseconds of an exchange; 0 before the first one. */
  double exchange() {
    return exchangeNanos;
  }

  /** Nanoseconds of the shortest recent exchange; 0 before the first one. */
  double shortest() {
    return exchanges == 0 ? 0 : shortestNanos;
  }

  /** Nanoseconds of all exchanges of an inspection, one after the other. */
  double inspection() {
    return exchangeNanos * Math.max(1, requestsEach);
  }

  /** Nanoseconds as a text in seconds, to a tenth. */
  static String text(double nanos) {
    return Math.round(nanos / TimeUnit.MILLISECONDS.toNanos(100)) / 10.0 + " s";
  }
}
