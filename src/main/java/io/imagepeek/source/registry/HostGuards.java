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
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/**
 * The fault tolerance around exchanges: for each host a circuit breaker and a bound on the
 * exchanges at once, for each exchange the repeated attempts. Hosts that were not asked for long
 * are forgotten, but none that is being asked.
 */
final class HostGuards {

  /** More would have to wait longer than any inspection lasts. */
  private static final int WAITING_EXCHANGES = 10_000;

  private final RegistrySettings settings;
  private final KeptWhileUsed<Origin, TypedGuard<Uni<HttpAnswer>>> guards;

  HostGuards(RegistrySettings settings) {
    this.settings = settings;
    this.guards = new KeptWhileUsed<>(settings.host().remembered(), this::create);
  }

  /**
   * Runs attempts at a call until one succeeds or none may follow.
   *
   * @param attempt one attempt, failing with an {@link AttemptFailure}
   */
  Uni<HttpAnswer> run(HttpCall call, InspectionContext context, Supplier<Uni<HttpAnswer>> attempt) {
    RetryPlan plan =
        new RetryPlan(settings.retry(), context, () -> ThreadLocalRandom.current().nextDouble());
    Origin origin = call.origin();
    return Uni.createFrom()
        .deferred(
            () ->
                // What nobody waits for any more says nothing about the host.
                context.ended()
                    ? Uni.createFrom().failure(new ConnectionFaults(origin).abandoned())
                    : guards.use(
                        origin,
                        guard ->
                            guard.get(
                                () ->
                                    attempt
                                        .get()
                                        .onFailure(AttemptFailure.class)
                                        .transform(f -> plan.decide(f, call)))))
        .onFailure(AttemptFailure.class)
        .transform(f -> f.failure())
        .onFailure(CircuitBreakerOpenException.class)
        .transform(f -> breakerOpen(origin, context))
        .onFailure(BulkheadException.class)
        .transform(
            f -> new RegistryConnectionFailure("too many requests wait for " + origin.authority()));
  }

  private RegistryConnectionFailure breakerOpen(Origin origin, InspectionContext context) {
    return new RegistryConnectionFailure(
        "circuit breaker open: "
            + origin.authority()
            + " has failed too often and is not asked for up to "
            + ConnectionFaults.text(settings.host().breakerDelay())
            + context.lastFailure().map(last -> "; last failure: " + last).orElse(""));
  }

  private TypedGuard<Uni<HttpAnswer>> create(Origin origin) {
    RegistrySettings.Host host = settings.host();
    return TypedGuard.create(new TypeLiteral<Uni<HttpAnswer>>() {})
        .withDescription(origin.authority())
        .withBulkhead()
        .limit(host.concurrency())
        .queueSize(WAITING_EXCHANGES)
        .done()
        .withCircuitBreaker()
        .requestVolumeThreshold(host.breakerCalls())
        .failureRatio(host.breakerRatio())
        .delay(host.breakerDelay().toMillis(), ChronoUnit.MILLIS)
        .when(f -> f instanceof AttemptFailure failure && failure.countsAgainstHost())
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
