package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The requests that an inspection may make, where it is one of several out of those that all of
 * them may make together: what a short question can cost others is bounded by it. Safe for use by
 * many threads.
 */
public final class RequestBudget {

  private final String whose;
  private final String setting;
  private final int limit;
  private final @Nullable RequestBudget whole;
  private final AtomicInteger made = new AtomicInteger();

  private RequestBudget(String whose, String setting, int limit, @Nullable RequestBudget whole) {
    if (limit < 1) {
      throw new IllegalArgumentException(setting + ": must be at least 1");
    }
    this.whose = whose;
    this.setting = setting;
    this.limit = limit;
    this.whole = whole;
  }

  /** Of one inspection. */
  public static RequestBudget ofInspection(int limit) {
    return new RequestBudget("inspection", "imagepeek.limits.requests", limit, null);
  }

  /** Of several inspections together, in a batch or for an event. */
  public static RequestBudget ofBatch(int limit) {
    return new RequestBudget("batch", "imagepeek.limits.requests-together", limit, null);
  }

  /** Of an inspection that is one of those which this is for. */
  RequestBudget part(int partLimit) {
    return new RequestBudget("inspection", "imagepeek.limits.requests", partLimit, this);
  }

  /**
   * Takes a request that is about to be written to the wire.
   *
   * @throws InspectFailure if there is none left
   */
  void take() {
    if (whole != null) {
      whole.take();
    }
    if (made.incrementAndGet() > limit) {
      made.decrementAndGet();
      if (whole != null) {
        whole.made.decrementAndGet();
      }
      throw failure();
    }
  }

  /** Counts a request that nobody has to be spared. */
  void count() {
    made.incrementAndGet();
  }

  /** The failure of who wants another one; empty where there is one left. */
  Optional<InspectFailure> usedUp() {
    if (made.get() >= limit) {
      return Optional.of(failure());
    }
    return whole == null ? Optional.empty() : whole.usedUp();
  }

  private InspectFailure failure() {
    return InspectImageFailure.requestsUsedUp(
        "the %s has used up its %d requests (%s)".formatted(whose, limit, setting));
  }

  /** The requests taken. */
  int made() {
    return made.get();
  }
}
