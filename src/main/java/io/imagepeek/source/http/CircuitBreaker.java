package io.imagepeek.source.http;

import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * A circuit breaker of a host or of a repository at a host. It opens where nearly all of the last
 * requests failed. While it is open, it admits one request in each delay as a probe, even if the
 * probe before is still under way. The first success closes it. Safe for use by many threads.
 */
final class CircuitBreaker {

  /** Whether a request may begin. */
  enum Admission {
    /** It may. */
    FREE,
    /** It may, to find out whether requests succeed again. */
    PROBE,
    /** It may not. */
    REFUSED
  }

  /**
   * When a breaker opens, and when it admits probes.
   *
   * @param requests how many of the last requests count, at least 1; it does not open before there
   *     are so many
   * @param ratio the part of them that must have failed, above 0 and at most 1
   * @param delay the time between two probes
   */
  record Rule(int requests, double ratio, Duration delay) {
    Rule {
      if (requests < 1) {
        throw new IllegalArgumentException("imagepeek.host.breaker-calls must be at least 1");
      }
      if (!(ratio > 0 && ratio <= 1)) {
        throw new IllegalArgumentException("imagepeek.host.breaker-ratio must be in (0, 1]");
      }
    }

    static Rule of(HttpSettings.Host settings) {
      return new Rule(settings.breakerCalls(), settings.breakerRatio(), settings.breakerDelay());
    }
  }

  private final Rule rule;
  private final LongSupplier nanos;
  // All below are guarded by this.
  private final BitSet failures = new BitSet();
  private int counted;
  private int next;
  private boolean open;
  private long probeAt;
  private String lastFailure = "";

  /**
   * A closed breaker.
   *
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  CircuitBreaker(Rule rule, LongSupplier nanos) {
    this.rule = rule;
    this.nanos = nanos;
  }

  /** Decides whether a request may begin. */
  synchronized Admission admit() {
    if (!open) {
      return Admission.FREE;
    }
    if (nanos.getAsLong() - probeAt < 0) {
      return Admission.REFUSED;
    }
    awaitProbe();
    return Admission.PROBE;
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** The error of the last request that failed. */
  synchronized String lastFailure() {
    return lastFailure;
  }

  /** Counts a request that succeeded, after any number of attempts. */
  synchronized void succeeded() {
    if (open) {
      open = false;
    } else {
      count(false);
    }
  }

  /**
   * Counts a request that failed after its last attempt.
   *
   * @param error a text that all callers may read
   */
  synchronized void failed(String error) {
    lastFailure = error;
    if (open) {
      return;
    }
    count(true);
    if (counted == rule.requests()
        && (double) failures.cardinality() / rule.requests() >= rule.ratio()) {
      open = true;
      awaitProbe();
      failures.clear();
      counted = 0;
      next = 0;
    }
  }

  private void count(boolean failed) {
    failures.set(next, failed);
    next = (next + 1) % rule.requests();
    counted = Math.min(counted + 1, rule.requests());
  }

  private void awaitProbe() {
    probeAt = nanos.getAsLong() + rule.delay().toNanos();
  }
}
