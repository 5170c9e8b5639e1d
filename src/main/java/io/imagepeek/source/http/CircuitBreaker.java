package io.imagepeek.source.http;

import java.time.Duration;
import java.util.BitSet;
import java.util.function.LongSupplier;

/**
 * Whether somebody is worth asking, by how the last exchanges with them went. It opens where nearly
 * all of these failed. While it is open it admits one exchange in each delay as a probe, however
 * long the one before may take, and the first success closes it. Safe for use by many threads.
 */
final class CircuitBreaker {

  /** Whether an exchange may begin. */
  enum Admission {
    /** It may. */
    FREE,
    /** It may, to find out whether the trouble is over. */
    PROBE,
    /** It may not. */
    REFUSED
  }

  /**
   * When a breaker opens, and for how long.
   *
   * @param calls the last exchanges that count; before there are so many it does not open
   * @param ratio the part of them that must have failed
   * @param delay between two probes
   */
  record Rule(int calls, double ratio, Duration delay) {
    Rule {
      if (calls < 1) {
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
   * @param nanos a clock that nobody sets, as {@link System#nanoTime}
   */
  CircuitBreaker(Rule rule, LongSupplier nanos) {
    this.rule = rule;
    this.nanos = nanos;
  }

  /** Asks for an exchange to begin. */
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

  /** Why the last exchange that failed did so. */
  synchronized String lastFailure() {
    return lastFailure;
  }

  /** An exchange has succeeded, after however many attempts. */
  synchronized void succeeded() {
    if (open) {
      open = false;
    } else {
      count(false);
    }
  }

  /**
   * An exchange has failed, and is not repeated any more.
   *
   * @param why fit for everybody who is refused
   */
  synchronized void failed(String why) {
    lastFailure = why;
    if (open) {
      return;
    }
    count(true);
    if (counted == rule.calls() && (double) failures.cardinality() / rule.calls() >= rule.ratio()) {
      open = true;
      awaitProbe();
      failures.clear();
      counted = 0;
      next = 0;
    }
  }

  private void count(boolean failed) {
    failures.set(next, failed);
    next = (next + 1) % rule.calls();
    counted = Math.min(counted + 1, rule.calls());
  }

  private void awaitProbe() {
    probeAt = nanos.getAsLong() + rule.delay().toNanos();
  }
}
