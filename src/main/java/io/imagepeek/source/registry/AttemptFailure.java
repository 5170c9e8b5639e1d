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
  private final String summary;
  private final @Nullable Duration retryAfter;
  private final @Nullable Duration wait;

  /** What a failed attempt says of those who were asked; circuit breakers count by it. */
  enum Blame {
    /** Nobody could be reached at the host, whatever the repository. */
    HOST,
    /** The host was reached and failed to answer, which may be this repository's trouble alone. */
    REPOSITORY,
    /** There was an answer, even if it is of no use. */
    NOBODY,
    /** Nothing: nobody was asked, or nobody waited for the answer. */
    UNKNOWN
  }

  private AttemptFailure(
      InspectFailure failure,
      Blame blame,
      boolean transientFault,
      String summary,
      @Nullable Duration retryAfter,
      @Nullable Duration wait) {
    super(failure.getMessage(), failure, false, false);
    this.failure = failure;
    this.blame = blame;
    this.transientFault = transientFault;
    this.summary = summary;
    this.retryAfter = retryAfter;
    this.wait = wait;
  }

  /** A failure that another attempt may not meet again. */
  static AttemptFailure passing(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, true, failure.error(), null, null);
  }

  /** A failure that every further attempt would meet as well. */
  static AttemptFailure lasting(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, false, failure.error(), null, null);
  }

  /** The same failure, of which other callers are told no more than this. */
  AttemptFailure summary(String told) {
    return new AttemptFailure(failure, blame, transientFault, told, retryAfter, wait);
  }

  /** The same failure, whose host asked to be left alone for a while. */
  AttemptFailure retryAfter(Duration asked) {
    return new AttemptFailure(failure, blame, transientFault, summary, asked, wait);
  }

  /** The same failure, to be followed by another attempt after the wait. */
  AttemptFailure repeatedAfter(Duration chosen) {
    return new AttemptFailure(failure, blame, transientFault, summary, retryAfter, chosen);
  }

  /** The same failure, to be followed by no other attempt. */
  AttemptFailure notRepeated() {
    return new AttemptFailure(failure, blame, transientFault, summary, retryAfter, null);
  }

  InspectFailure failure() {
    return failure;
  }

  Blame blame() {
    return blame;
  }

  /** What other callers may be told: nothing that the registry has said to this one. */
  String summary() {
    return summary;
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
