package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.registry.network.Origin;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;

/**
 * The fault tolerance around exchanges: circuit breakers, within them the repeated attempts, and
 * for each host a bound on the attempts at once. The breakers are outermost, and not of the library
 * that does the rest: they count an exchange when its attempts are over, and one that nobody waited
 * for neither as a success nor as a failure.
 */
final class HostGuards {

  /** More would have to wait longer than any inspection lasts. */
  private static final int WAITING_EXCHANGES = 10_000;

  private final RegistrySettings settings;
  private final CircuitBreakers breakers;
  private final KeptWhileUsed<Origin, TypedGuard<Uni<HttpAnswer>>> guards;

  HostGuards(RegistrySettings settings, CircuitBreakers breakers) {
    this.settings = settings;
    this.breakers = breakers;
    this.guards = new KeptWhileUsed<>(settings.host().remembered(), this::create);
  }

  /**
   * Runs attempts at a call until one succeeds or none may follow.
   *
   * @param attempt one attempt, failing with an {@link AttemptFailure}
   */
  Uni<HttpAnswer> run(HttpCall call, InspectionContext context, Supplier<Uni<HttpAnswer>> attempt) {
    Origin origin = call.origin();
    return Uni.createFrom()
        .deferred(
            () ->
                // What nobody waits for any more says nothing about the host.
                context.ended()
                    ? Uni.createFrom().failure(new ConnectionFaults(origin).abandoned())
                    : breakers.pass(
                        call, context, passage -> repeated(call, context, passage, attempt)))
        .onFailure(AttemptFailure.class)
        .transform(f -> f.failure())
        .onFailure(BulkheadException.class)
        .transform(
            f -> new RegistryConnectionFailure("too many requests wait for " + origin.authority()));
  }

  private Uni<HttpAnswer> repeated(
      HttpCall call,
      InspectionContext context,
      Passage passage,
      Supplier<Uni<HttpAnswer>> attempt) {
    RetryPlan plan =
        new RetryPlan(settings.retry(), context, () -> ThreadLocalRandom.current().nextDouble());
    return guards.use(
        call.origin(),
        guard ->
            guard.get(
                () ->
                    passage.attempt(
                        () ->
                            attempt
                                .get()
                                .onFailure(AttemptFailure.class)
                                .transform(f -> passage.failed(plan.decide(f, call))))));
  }

  private TypedGuard<Uni<HttpAnswer>> create(Origin origin) {
    return TypedGuard.create(new TypeLiteral<Uni<HttpAnswer>>() {})
        .withDescription(origin.authority())
        .withBulkhead()
        .limit(settings.host().concurrency())
        .queueSize(WAITING_EXCHANGES)
        .done()
        .withRetry()
        .maxRetries(Math.max(0, settings.retry().attempts() - 1))
        .maxDuration(settings.time().inspection().toMillis(), ChronoUnit.MILLIS)
        .delay(0, ChronoUnit.MILLIS)
        .jitter(0, ChronoUnit.MILLIS)
        .whenException(f -> f instanceof AttemptFailure failure && failure.chosenWait() != null)
        .withCustomBackoff()
        .strategy(ChosenWait::new)
        .done()
        .done()
        .build();
  }

  /** The wait is chosen where the failure happened, since it depends on the caller's deadline. */
  private static final class ChosenWait implements CustomBackoffStrategy {
    @Override
    public long nextDelayInMillis(Throwable failure) {
      return failure instanceof AttemptFailure attempt && attempt.chosenWait() != null
          ? attempt.chosenWait().toMillis()
          : 0;
    }
  }
}
