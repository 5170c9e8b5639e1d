package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.SharedWhileUsed;
import io.imagepeek.source.WaitingLimit;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.network.Origin;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.util.TypeLiteral;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The fault tolerance around exchanges: circuit breakers, within them the repeated attempts, and
 * for each host a queue of the attempts. Only the repetition is a library's. The breakers count an
 * exchange when its attempts are over, and one that nobody waited for neither as a success nor as a
 * failure; the queue knows which inspections have begun.
 */
public final class HostResilience {

  private final HttpSettings settings;
  private final CircuitBreakers breakers;
  private final TypedGuard<Uni<HttpResponse>> repetition;
  private final SharedWhileUsed<Origin, HostQueue> queues;

  public HostResilience(HttpSettings settings, CircuitBreakers breakers) {
    this.settings = settings;
    this.breakers = breakers;
    this.repetition = repetition(settings);
    int waiting = settings.host().waiting().orElseGet(() -> WaitingLimit.ofHeap() / 2);
    this.queues =
        new SharedWhileUsed<>(
            settings.host().remembered(),
            origin ->
                new HostQueue(
                    origin.authority(),
                    settings.host().concurrency(),
                    waiting,
                    System::nanoTime,
                    HostResilience::later));
  }

  /**
   * Runs attempts at a call until one succeeds or none may follow.
   *
   * @param attempt one attempt, failing with an {@link AttemptFailure}
   */
  public Uni<HttpResponse> run(
      HttpRequest call, InspectionContext context, Function<Permit, Uni<HttpResponse>> attempt) {
    Origin origin = call.origin();
    return Uni.createFrom()
        .deferred(
            () ->
                // What nobody waits for any more says nothing about the host.
                context.ended()
                    ? Uni.createFrom().failure(new ConnectionErrorMapper(origin).abandoned())
                    : breakers.pass(
                        call, context, passage -> repeated(call, context, passage, attempt)))
        .onFailure(AttemptFailure.class)
        .transform(f -> f.failure());
  }

  private Uni<HttpResponse> repeated(
      HttpRequest call,
      InspectionContext context,
      GuardedExchange passage,
      Function<Permit, Uni<HttpResponse>> attempt) {
    RetryPolicy plan =
        new RetryPolicy(settings.retry(), context, () -> ThreadLocalRandom.current().nextDouble());
    return queues.use(
        call.origin(),
        queue ->
            repetition.get(
                () ->
                    queue.enter(
                        context,
                        place ->
                            passage.attempt(
                                () ->
                                    allowed(context, () -> attempt.apply(place))
                                        .onFailure(AttemptFailure.class)
                                        .transform(f -> passage.failed(plan.decide(f, call)))))));
  }

  private static Uni<HttpResponse> allowed(
      InspectionContext context, Supplier<Uni<HttpResponse>> attempt) {
    return context
        .requestsUsedUp()
        .map(
            usedUp ->
                Uni.createFrom()
                    .<HttpResponse>failure(AttemptFailure.permanent(usedUp, Blame.UNKNOWN)))
        .orElseGet(attempt);
  }

  private static void later(Runnable action, long nanos) {
    var unused =
        Infrastructure.getDefaultWorkerPool().schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private static TypedGuard<Uni<HttpResponse>> repetition(HttpSettings settings) {
    return TypedGuard.create(new TypeLiteral<Uni<HttpResponse>>() {})
        .withDescription("attempts at an exchange")
        .withRetry()
        .maxRetries(Math.max(0, settings.retry().attempts() - 1))
        .maxDuration(settings.time().inspection().toMillis(), ChronoUnit.MILLIS)
        .delay(0, ChronoUnit.MILLIS)
        .jitter(0, ChronoUnit.MILLIS)
        .whenException(f -> f instanceof AttemptFailure failure && failure.retryDelay() != null)
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
      return failure instanceof AttemptFailure attempt && attempt.retryDelay() != null
          ? attempt.retryDelay().toMillis()
          : 0;
    }
  }
}
