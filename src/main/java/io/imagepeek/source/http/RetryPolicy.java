package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The delays between the attempts at one request. They double, with jitter. A longer {@code
 * Retry-After} is honoured up to its cap. No attempt follows past the inspection's deadline.
 */
final class RetryPolicy {

  private final HttpSettings.Retry settings;
  private final InspectionContext context;
  private final DoubleSupplier chance;
  private int failedAttempts;

  /**
   * The policy before the first attempt.
   *
   * @param chance numbers from 0 to 1, for the jitter
   */
  RetryPolicy(HttpSettings.Retry settings, InspectionContext context, DoubleSupplier chance) {
    this.settings = settings;
    this.context = context;
    this.chance = chance;
  }

  /** Counts the failed attempt, and adds to the failure whether and when another one follows. */
  AttemptFailure decide(AttemptFailure failure, HttpRequest request) {
    failedAttempts++;
    if (!context.ended()) { // else the attempt failed because the inspection ended
      context.noteFailure(failure.failure().error());
    }
    if (!failure.isTransient() || !request.repeatable() || context.ended()) {
      return failure;
    }
    if (failedAttempts >= settings.attempts()) {
      return failure;
    }
    Duration delay = delay(failure.retryAfter());
    if (delay == null || delay.compareTo(context.remaining()) >= 0) {
      return failure;
    }
    return failure.retriedAfter(delay);
  }

  private @Nullable Duration delay(@Nullable Duration retryAfter) {
    if (retryAfter != null && retryAfter.compareTo(settings.retryAfterCap()) > 0) {
      // The registry would only refuse an earlier attempt again.
      return null;
    }
    double factor =
        Math.pow(2, failedAttempts - 1) * (1 + settings.jitter() * chance.getAsDouble());
    Duration own = Duration.ofMillis((long) (settings.delay().toMillis() * factor));
    return retryAfter != null && retryAfter.compareTo(own) > 0 ? retryAfter : own;
  }
}
