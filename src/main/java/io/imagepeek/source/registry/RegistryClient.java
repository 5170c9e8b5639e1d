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
 * Exchanges with registries and token services: repeated where that helps, redirects followed by
 * hand. An answer that is returned has a status below 500, or 501; what it means is for the caller
 * to say.
 */
final class RegistryClient {

  private static final Logger LOG = Logger.getLogger(RegistryClient.class);

  private final Transport transport;
  private final HostResilience guards;
  private final RedirectPolicy targets;
  private final RegistryErrorMapper errors;
  private final int redirectLimit;

  RegistryClient(
      Transport transport,
      HostResilience guards,
      RedirectPolicy targets,
      RegistryErrorMapper errors,
      int redirectLimit) {
    this.transport = transport;
    this.guards = guards;
    this.targets = targets;
    this.errors = errors;
    this.redirectLimit = redirectLimit;
  }

  /** Sends a call and returns the answer at the end of its redirects. */
  Uni<HttpResponse> send(HttpRequest call, InspectionContext context) {
    return follow(call, context, 0);
  }

  private Uni<HttpResponse> follow(HttpRequest call, InspectionContext context, int redirects) {
    AtomicInteger attempts = new AtomicInteger();
    return guards
        .run(
            call,
            context,
            place ->
                logged(call, attempts.incrementAndGet(), transport.attempt(call, context, place))
                    .map(this::orFailure))
        .flatMap(
            answer -> {
              if (!answer.redirect()) {
                return Uni.createFrom().item(answer);
              }
              if (!call.repeatable()) {
                throw new InspectImageFailure(
                    call.origin().authority() + " redirects a request that must not be repeated");
              }
              if (redirects >= redirectLimit) {
                throw new InspectImageFailure(
                    "more than "
                        + redirectLimit
                        + " redirects, the last by "
                        + call.origin().authority());
              }
              URI target = targets.follow(call.uri(), answer.headers().get("Location"));
              return follow(call.redirectedTo(target), context, redirects + 1);
            });
  }

  /** Neither a query, which may be signed, nor a header is shown. */
  private static Uni<HttpResponse> logged(HttpRequest call, int number, Uni<HttpResponse> attempt) {
    if (!LOG.isDebugEnabled()) {
      return attempt;
    }
    return Uni.createFrom()
        .deferred(
            () -> {
              long begun = System.nanoTime();
              return attempt
                  .onItem()
                  .invoke(answer -> log(call, number, begun, Integer.toString(answer.status())))
                  .onFailure()
                  .invoke(failure -> log(call, number, begun, outcome(failure)))
                  .onCancellation()
                  .invoke(() -> log(call, number, begun, "given up"));
            });
  }

  private static String outcome(Throwable failure) {
    return failure instanceof AttemptFailure attempt
        ? attempt.failure().error()
        : failure.getClass().getSimpleName();
  }

  private static void log(HttpRequest call, int number, long begun, String outcome) {
    LOG.debugf(
        "%s %s %s: %s, %d ms, attempt %d",
        call.method(),
        call.origin().authority(),
        PrintableLine.of(call.uri().getRawPath()),
        outcome,
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
        number);
  }

  private HttpResponse orFailure(HttpResponse answer) {
    errors
        .ofAttempt(answer)
        .ifPresent(
            failure -> {
              throw failure;
            });
    return answer;
  }
}
