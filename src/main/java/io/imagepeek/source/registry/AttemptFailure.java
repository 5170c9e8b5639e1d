package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one exchange has failed. It says what the caller is told if no further attempt is
 * made, and what the fault tolerance has to know to decide whether there is one.
 */
final class AttemptFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final InspectFailure failure;
  private final Blame blame;
  private final boolean transientFault;
  private final @Nullable Duration retryAfter;
  private final @Nullable Duration wait;

  /** Whose fault a failed attempt was. */
  enum Blame {
    /** The host could not be reached or broke down: its circuit breaker counts it. */
    HOST,
    /** Anything else. */
    OTHER
  }

  private AttemptFailure(
      InspectFailure failure,
      Blame blame,
      boolean transientFault,
      @Nullable Duration retryAfter,
      @Nullable Duration wait) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
    this.blame = blame;
    this.transientFault = transientFault;
    this.retryAfter = retryAfter;
    this.wait = wait;
  }

  /** A failure that another attempt may not meet again. */
  static AttemptFailure passing(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, true, null, null);
  }

  /** A failure that every further attempt would meet as well. */
  static AttemptFailure lasting(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, false, null, null);
  }

  /** The same failure, whose host asked to be left alone for a while. */
  AttemptFailure retryAfter(Duration asked) {
    return new AttemptFailure(failure, blame, transientFault, asked, wait);
  }

  /** The same failure, to be followed by another attempt after the wait. */
  AttemptFailure repeatedAfter(Duration chosen) {
    return new AttemptFailure(failure, blame, transientFault, retryAfter, chosen);
  }

  InspectFailure failure() {
    return failure;
  }

  boolean countsAgainstHost() {
    return blame == Blame.HOST;
  }

  boolean isTransient() {
    return transientFault;
  }

  @Nullable Duration askedWait() {
    return retryAfter;
  }

  /** The wait before the next attempt; null where there is to be none. */
  @Nullable Duration chosenWait() {
    return wait;
  }
}
