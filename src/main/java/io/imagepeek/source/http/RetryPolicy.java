package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The waits between the attempts of one exchange: doubling, with jitter, a registry's {@code
 * Retry-After} honoured where it is not beyond the cap, and never past the inspection's deadline.
 */
final class RetryPolicy {

  private final HttpSettings.Retry settings;
  private final InspectionContext context;
  private final DoubleSupplier chance;
  private int failedAttempts;

  /**
   * @param chance numbers from 0 to 1, for the jitter
   */
  RetryPolicy(HttpSettings.Retry settings, InspectionContext context, DoubleSupplier chance) {
    this.settings = settings;
    this.context = context;
    this.chance = chance;
  }

  /** Counts the failed attempt and says in the failure whether and when it is repeated. */
  AttemptFailure decide(AttemptFailure failure, HttpRequest call) {
    failedAttempts++;
    if (!context.ended()) { // else it is we who have failed it
      context.noteFailure(failure.failure().error());
    }
    if (!failure.isTransient() || !call.repeatable() || context.ended()) {
      return failure;
    }
    if (failedAttempts >= settings.attempts()) {
      return failure;
    }
    Duration wait = waitAfter(failure.retryAfter());
    if (wait == null || wait.compareTo(context.remaining()) >= 0) {
      return failure;
    }
    return failure.retriedAfter(wait);
  }

  private @Nullable Duration waitAfter(@Nullable Duration asked) {
    if (asked != null && asked.compareTo(settings.retryAfterCap()) > 0) {
      // Asking again sooner than the registry allows would only be refused again.
      return null;
    }
    double factor =
        Math.pow(2, failedAttempts - 1) * (1 + settings.jitter() * chance.getAsDouble());
    Duration own = Duration.ofMillis((long) (settings.delay().toMillis() * factor));
    return asked != null && asked.compareTo(own) > 0 ? asked : own;
  }
}
