package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.AttemptFailure;
import io.imagepeek.source.http.HostResilience;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.http.PrintableLine;
import io.imagepeek.source.http.Transport;
import io.imagepeek.source.network.RedirectPolicy;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Sends requests to registries and token services. Transient errors are retried, and redirects are
 * followed within the {@link RedirectPolicy}. The status of a response is below 500, or 501; the
 * caller decides what it means.
 */
final class RegistryClient {

  private static final Logger LOG = Logger.getLogger(RegistryClient.class);

  private final Transport transport;
  private final HostResilience resilience;
  private final RedirectPolicy redirects;
  private final RegistryErrorMapper errors;
  private final int redirectLimit;

  RegistryClient(
      Transport transport,
      HostResilience resilience,
      RedirectPolicy redirects,
      RegistryErrorMapper errors,
      int redirectLimit) {
    this.transport = transport;
    this.resilience = resilience;
    this.redirects = redirects;
    this.errors = errors;
    this.redirectLimit = redirectLimit;
  }

  /** Sends a request; the response is the one after the last redirect. */
  Uni<HttpResponse> send(HttpRequest request, InspectionContext context) {
    return follow(request, context, 0);
  }

  private Uni<HttpResponse> follow(HttpRequest request, InspectionContext context, int followed) {
    AtomicInteger attempts = new AtomicInteger();
    return resilience
        .run(
            request,
            context,
            permit ->
                logged(
                        request,
                        attempts.incrementAndGet(),
                        transport.attempt(request, context, permit))
                    .map(this::orFailure))
        .flatMap(
            response -> {
              if (!response.redirect()) {
                return Uni.createFrom().item(response);
              }
              if (!request.repeatable()) {
                throw new InspectImageFailure(
                    request.origin().authority()
                        + " redirects a request that cannot be sent twice");
              }
              if (followed >= redirectLimit) {
                throw new InspectImageFailure(
                    "more than "
                        + redirectLimit
                        + " redirects, the last by "
                        + request.origin().authority());
              }
              URI target = redirects.follow(request.uri(), response.headers().get("Location"));
              return follow(request.redirectedTo(target), context, followed + 1);
            });
  }

  /** Shows neither a query, which may be signed, nor a header. */
  private static Uni<HttpResponse> logged(
      HttpRequest request, int number, Uni<HttpResponse> attempt) {
    if (!LOG.isDebugEnabled()) {
      return attempt;
    }
    return Uni.createFrom()
        .deferred(
            () -> {
              long started = System.nanoTime();
              return attempt
                  .onItem()
                  .invoke(
                      response ->
                          log(request, number, started, Integer.toString(response.status())))
                  .onFailure()
                  .invoke(failure -> log(request, number, started, outcome(failure)))
                  .onCancellation()
                  .invoke(() -> log(request, number, started, "cancelled"));
            });
  }

  private static String outcome(Throwable failure) {
    return failure instanceof AttemptFailure attempt
        ? attempt.failure().error()
        : failure.getClass().getSimpleName();
  }

  private static void log(HttpRequest request, int number, long started, String outcome) {
    LOG.debugf(
        "%s %s %s: %s, %d ms, attempt %d",
        request.method(),
        request.origin().authority(),
        PrintableLine.of(request.uri().getRawPath()),
        outcome,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started),
        number);
  }

  private HttpResponse orFailure(HttpResponse response) {
    errors
        .attemptFailure(response)
        .ifPresent(
            failure -> {
              throw failure;
            });
    return response;
  }
}
