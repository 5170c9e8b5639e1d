package io.imagepeek.source.http;

import java.util.concurrent.TimeUnit;

/**
 * What exchanges with one host have taken of late: by that is reckoned what else can be done in
 * time. Not safe for use by many threads.
 */
final class HostLoad {

  /** The weight of the latest one in a mean. */
  private static final double LATEST = 0.1;

  /** The first ones weigh as in a plain mean, so that one of them does not stay for long. */
  private int exchanges;

  private int inspections;
  private double exchangeNanos;
  private double requestsEach;
  private double shortestNanos = Double.MAX_VALUE;

  /** An exchange has ended. */
  void took(long nanos) {
    exchanges++;
    exchangeNanos += (nanos - exchangeNanos) * Math.max(LATEST, 1.0 / exchanges);
    // It is forgotten slowly: a host that has become slower is believed after a while.
    shortestNanos = Math.min((double) nanos, shortestNanos * (1 + LATEST));
  }

  /** An inspection has ended that has made so many requests to the host. */
  void needed(int requests) {
    inspections++;
    requestsEach += (requests - requestsEach) * Math.max(LATEST, 1.0 / inspections);
  }

  /** Nanoseconds of an exchange; 0 where none is known. */
  double exchange() {
    return exchangeNanos;
  }

  /** Nanoseconds of the shortest exchange of late; 0 where none is known. */
  double shortest() {
    return exchanges == 0 ? 0 : shortestNanos;
  }

  /** Nanoseconds of all the exchanges of an inspection, one after the other. */
  double inspection() {
    return exchangeNanos * Math.max(1, requestsEach);
  }

  /** Nanoseconds as a text in seconds, to a tenth. */
  static String text(double nanos) {
    return Math.round(nanos / TimeUnit.MILLISECONDS.toNanos(100)) / 10.0 + " s";
  }
}
