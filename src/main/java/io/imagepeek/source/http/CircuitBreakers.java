package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.SharedWhileUsed;
import io.imagepeek.source.network.Origin;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The circuit breakers. The breaker of a host counts requests that got no connection; the one of a
 * repository at a host counts requests that failed on a connection. So one broken repository does
 * not stop the others. Token services and the targets of redirects are hosts like any other; their
 * requests count for the repository that the inspection is about.
 */
public final class CircuitBreakers {

  private final Duration delay;
  private final SharedWhileUsed<Origin, CircuitBreaker> hosts;
  private final SharedWhileUsed<RepositoryAtHost, CircuitBreaker> repositories;

  private record RepositoryAtHost(Origin origin, String repository) {}

  /**
   * Closed breakers.
   *
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public CircuitBreakers(HttpSettings.Host settings, LongSupplier nanos) {
    CircuitBreaker.Rule rule = CircuitBreaker.Rule.of(settings);
    this.delay = settings.breakerDelay();
    this.hosts =
        new SharedWhileUsed<>(settings.remembered(), host -> new CircuitBreaker(rule, nanos));
    this.repositories =
        new SharedWhileUsed<>(settings.remembered(), repository -> new CircuitBreaker(rule, nanos));
  }

  /**
   * Runs a request unless a breaker is open. Fails with an {@link AttemptFailure} then.
   *
   * @param attempts all attempts at the request
   */
  Uni<HttpResponse> guard(
      HttpRequest request,
      InspectionContext context,
      Function<GuardedExchange, Uni<HttpResponse>> attempts) {
    Origin origin = request.origin();
    return hosts.use(
        origin,
        host ->
            repositories.use(
                new RepositoryAtHost(origin, request.repository()),
                repository ->
                    new GuardedExchange(request, context, delay, host, repository).run(attempts)));
  }
}
