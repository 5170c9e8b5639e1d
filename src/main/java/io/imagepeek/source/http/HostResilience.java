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
 * The fault tolerance around a request, outermost first: circuit breakers, retries, the queue of
 * its host.
 *
 * <p>Only the retries are a library's. Its breakers would count each attempt; these count a request
 * once, after its last attempt, and a cancelled one not at all. The queue knows which inspections
 * have begun.
 */
public final class HostResilience {

  private final HttpSettings settings;
  private final CircuitBreakers breakers;
  private final TypedGuard<Uni<HttpResponse>> retries;
  private final SharedWhileUsed<Origin, HostQueue> queues;

  public HostResilience(HttpSettings settings, CircuitBreakers breakers) {
    this.settings = settings;
    this.breakers = breakers;
    this.retries = retries(settings);
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
   * Makes attempts at a request until one succeeds or none may follow.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   *
   * @param attempt one attempt, which fails with an {@link AttemptFailure}
   */
  public Uni<HttpResponse> run(
      HttpRequest request, InspectionContext context, Function<Permit, Uni<HttpResponse>> attempt) {
    Origin origin = request.origin();
    return Uni.createFrom()
        .deferred(
            () ->
                // The breakers do not count the requests of an inspection that has ended.
                context.ended()
                    ? Uni.createFrom().failure(new ConnectionErrorMapper(origin).abandoned())
                    : breakers.guard(
                        request,
                        context,
                        guarded -> withRetries(request, context, guarded, attempt)))
        .onFailure(AttemptFailure.class)
        .transform(f -> f.failure());
  }

  private Uni<HttpResponse> withRetries(
      HttpRequest request,
      InspectionContext context,
      GuardedExchange guarded,
      Function<Permit, Uni<HttpResponse>> attempt) {
    RetryPolicy policy =
        new RetryPolicy(settings.retry(), context, () -> ThreadLocalRandom.current().nextDouble());
    return queues.use(
        request.origin(),
        queue ->
            retries.get(
                () ->
                    queue.enter(
                        context,
                        permit ->
                            guarded.attempt(
                                () ->
                                    unlessUsedUp(context, () -> attempt.apply(permit))
                                        .onFailure(AttemptFailure.class)
                                        .transform(
                                            f -> guarded.failed(policy.decide(f, request)))))));
  }

  private static Uni<HttpResponse> unlessUsedUp(
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

  private static TypedGuard<Uni<HttpResponse>> retries(HttpSettings settings) {
    return TypedGuard.create(new TypeLiteral<Uni<HttpResponse>>() {})
        .withDescription("attempts at a request")
        .withRetry()
        .maxRetries(Math.max(0, settings.retry().attempts() - 1))
        .maxDuration(settings.time().inspection().toMillis(), ChronoUnit.MILLIS)
        .delay(0, ChronoUnit.MILLIS)
        .jitter(0, ChronoUnit.MILLIS)
        .whenException(f -> f instanceof AttemptFailure failure && failure.retryDelay() != null)
        .withCustomBackoff()
        .strategy(ChosenDelay::new)
        .done()
        .done()
        .build();
  }

  /**
   * The delay is chosen where the attempt failed, since it depends on the inspection's deadline.
   */
  private static final class ChosenDelay implements CustomBackoffStrategy {
    @Override
    public long nextDelayInMillis(Throwable failure) {
      return failure instanceof AttemptFailure attempt && attempt.retryDelay() != null
          ? attempt.retryDelay().toMillis()
          : 0;
    }
  }
}
