package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The number of requests that an inspection may send. An inspection of a batch also counts against
 * the budget of the whole batch. This limits the load that one short request can cause.
 * Thread-safe.
 */
public final class RequestBudget {

  private final String subject;
  private final String setting;
  private final int limit;
  private final @Nullable RequestBudget whole;
  private final AtomicInteger made = new AtomicInteger();

  private RequestBudget(String subject, String setting, int limit, @Nullable RequestBudget whole) {
    if (limit < 1) {
      throw new IllegalArgumentException(setting + ": must be at least 1");
    }
    this.subject = subject;
    this.setting = setting;
    this.limit = limit;
    this.whole = whole;
  }

  /** For one inspection. */
  public static RequestBudget ofInspection(int limit) {
    return new RequestBudget("inspection", "imagepeek.limits.requests", limit, null);
  }

  /** For all inspections of a batch or an event together. */
  public static RequestBudget ofBatch(int limit) {
    return new RequestBudget("batch", "imagepeek.limits.requests-together", limit, null);
  }

  /** For one inspection of this batch. */
  RequestBudget part(int partLimit) {
    return new RequestBudget("inspection", "imagepeek.limits.requests", partLimit, this);
  }

  /**
   * Takes one request, before it is sent.
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

  /** Counts a request without a limit. */
  void count() {
    made.incrementAndGet();
  }

  /** The failure if no request is left; else empty. */
  Optional<InspectFailure> usedUp() {
    if (made.get() >= limit) {
      return Optional.of(failure());
    }
    return whole == null ? Optional.empty() : whole.usedUp();
  }

  private InspectFailure failure() {
    return InspectImageFailure.requestsUsedUp(
        "the %s has used up its %d requests (%s)".formatted(subject, limit, setting));
  }

  /** The number of requests taken. */
  int made() {
    return made.get();
  }
}
