package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a request has failed. It has the failure that the inspection ends with if no other
 * attempt follows, and what the retry policy and the circuit breakers need to know.
 */
public final class AttemptFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final InspectFailure failure;
  private final Blame blame;
  private final boolean isTransient;
  private final String summary;
  private final @Nullable Duration retryAfter;
  private final @Nullable Duration retryDelay;

  /** What a failed attempt is counted against by the circuit breakers. */
  public enum Blame {
    /** The host could not be reached, whatever the repository. */
    HOST,
    /** The host was reached and gave no response, which may concern this repository alone. */
    REPOSITORY,
    /** There was a response, even if it is of no use. */
    NOBODY,
    /** Nothing is known: no request was sent, or the inspection ended before the response. */
    UNKNOWN
  }

  private AttemptFailure(
      InspectFailure failure,
      Blame blame,
      boolean isTransient,
      String summary,
      @Nullable Duration retryAfter,
      @Nullable Duration retryDelay) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
    this.blame = blame;
    this.isTransient = isTransient;
    this.summary = summary;
    this.retryAfter = retryAfter;
    this.retryDelay = retryDelay;
  }

  /** A failure that another attempt may not meet again. */
  public static AttemptFailure transientFailure(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, true, failure.error(), null, null);
  }

  /** A failure that every further attempt would meet as well. */
  public static AttemptFailure permanent(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, false, failure.error(), null, null);
  }

  /** The same failure with another {@link #summary}. */
  public AttemptFailure withSummary(String other) {
    return new AttemptFailure(failure, blame, isTransient, other, retryAfter, retryDelay);
  }

  /** The same failure with the {@code Retry-After} of its response. */
  public AttemptFailure withRetryAfter(Duration requested) {
    return new AttemptFailure(failure, blame, isTransient, summary, requested, retryDelay);
  }

  /** The same failure, to be followed by another attempt after the delay. */
  public AttemptFailure retriedAfter(Duration delay) {
    return new AttemptFailure(failure, blame, isTransient, summary, retryAfter, delay);
  }

  /** The same failure, to be followed by no other attempt. */
  public AttemptFailure notRetried() {
    return new AttemptFailure(failure, blame, isTransient, summary, retryAfter, null);
  }

  public InspectFailure failure() {
    return failure;
  }

  public Blame blame() {
    return blame;
  }

  /** The failure as other callers may read it: without what the registry said to this one. */
  public String summary() {
    return summary;
  }

  public boolean isTransient() {
    return isTransient;
  }

  /** The {@code Retry-After} of the response; null if it has none. */
  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  /** The delay before the next attempt; null where there is to be none. */
  public @Nullable Duration retryDelay() {
    return retryDelay;
  }
}
