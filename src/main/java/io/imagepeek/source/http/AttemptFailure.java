package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at one exchange has failed. It says what the caller is told if no further attempt is
 * made, and what the fault tolerance has to know to decide whether there is one.
 */
public final class AttemptFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final InspectFailure failure;
  private final Blame blame;
  private final boolean transientFault;
  private final String summary;
  private final @Nullable Duration retryAfter;
  private final @Nullable Duration wait;

  /** What a failed attempt says of those who were asked; circuit breakers count by it. */
  public enum Blame {
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
  public static AttemptFailure passing(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, true, failure.error(), null, null);
  }

  /** A failure that every further attempt would meet as well. */
  public static AttemptFailure lasting(InspectFailure failure, Blame blame) {
    return new AttemptFailure(failure, blame, false, failure.error(), null, null);
  }

  /** The same failure with another text for other callers. */
  public AttemptFailure withSummary(String other) {
    return new AttemptFailure(failure, blame, transientFault, other, retryAfter, wait);
  }

  /** The same failure, whose host asked to be left alone for a while. */
  public AttemptFailure retryAfter(Duration asked) {
    return new AttemptFailure(failure, blame, transientFault, summary, asked, wait);
  }

  /** The same failure, to be followed by another attempt after the wait. */
  public AttemptFailure repeatedAfter(Duration chosen) {
    return new AttemptFailure(failure, blame, transientFault, summary, retryAfter, chosen);
  }

  /** The same failure, to be followed by no other attempt. */
  public AttemptFailure notRepeated() {
    return new AttemptFailure(failure, blame, transientFault, summary, retryAfter, null);
  }

  public InspectFailure failure() {
    return failure;
  }

  public Blame blame() {
    return blame;
  }

  /** What other callers may be told: nothing that the registry has said to this one. */
  public String summary() {
    return summary;
  }

  public boolean isTransient() {
    return transientFault;
  }

  public @Nullable Duration askedWait() {
    return retryAfter;
  }

  /** The wait before the next attempt; null where there is to be none. */
  public @Nullable Duration chosenWait() {
    return wait;
  }
}
