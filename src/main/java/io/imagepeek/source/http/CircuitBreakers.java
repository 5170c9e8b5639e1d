package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.SharedWhileUsed;
import io.imagepeek.source.network.Origin;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The circuit breakers: one for each host, which counts the exchanges that reached nobody there,
 * and one for each repository at a host, which counts those that the host failed to answer. So no
 * repository has to suffer for another one. A token service and a host that is redirected to are
 * hosts like any other, asked about the repository that it is all for.
 */
public final class CircuitBreakers {

  private final Duration delay;
  private final SharedWhileUsed<Origin, CircuitBreaker> hosts;
  private final SharedWhileUsed<Place, CircuitBreaker> repositories;

  private record Place(Origin origin, String repository) {}

  /**
   * @param nanos a clock that nobody sets, as {@link System#nanoTime}
   */
  public CircuitBreakers(HttpSettings.Host settings, LongSupplier nanos) {
    CircuitBreaker.Rule rule = CircuitBreaker.Rule.of(settings);
    this.delay = settings.breakerDelay();
    this.hosts =
        new SharedWhileUsed<>(settings.remembered(), host -> new CircuitBreaker(rule, nanos));
    this.repositories =
        new SharedWhileUsed<>(settings.remembered(), place -> new CircuitBreaker(rule, nanos));
  }

  /**
   * Runs an exchange unless a breaker is open. Fails with an {@link AttemptFailure} then.
   *
   * @param exchange all of it, its retries included
   */
  Uni<HttpResponse> pass(
      HttpRequest call,
      InspectionContext context,
      Function<GuardedExchange, Uni<HttpResponse>> exchange) {
    Origin origin = call.origin();
    return hosts.use(
        origin,
        host ->
            repositories.use(
                new Place(origin, call.repository()),
                repository ->
                    new GuardedExchange(call, context, delay, host, repository).run(exchange)));
  }
}
