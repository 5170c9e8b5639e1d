package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.http.CircuitBreaker.Admission;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request with its retries, guarded by the circuit breakers of its host and of its repository.
 * They count it once, when it has ended. While one of them is open, no attempt is retried.
 */
final class GuardedExchange {

  private final HttpRequest request;
  private final InspectionContext context;
  private final Duration delay;
  private final Gate host;
  private final Gate repository;
  // Cancelling what has ended terminates it a second time.
  private final AtomicBoolean counted = new AtomicBoolean();
  private volatile @Nullable AttemptFailure lastFailed;

  /** A circuit breaker, and whether this request is the probe that it let through. */
  private static final class Gate {
    private final CircuitBreaker breaker;
    private volatile boolean probe;

    Gate(CircuitBreaker breaker) {
      this.breaker = breaker;
    }

    boolean admits() {
      Admission admission = breaker.admit();
      probe = admission == Admission.PROBE;
      return admission != Admission.REFUSED;
    }

    boolean refuses() {
      return breaker.isOpen() && !probe;
    }
  }

  GuardedExchange(
      HttpRequest request,
      InspectionContext context,
      Duration delay,
      CircuitBreaker host,
      CircuitBreaker repository) {
    this.request = request;
    this.context = context;
    this.delay = delay;
    this.host = new Gate(host);
    this.repository = new Gate(repository);
  }

  /** Runs all attempts, if both breakers admit the request. */
  Uni<HttpResponse> run(Function<GuardedExchange, Uni<HttpResponse>> attempts) {
    if (!repository.admits()) {
      return Uni.createFrom().failure(repositoryOpen());
    }
    if (!host.admits()) {
      return Uni.createFrom().failure(hostOpen());
    }
    return attempts
        .apply(this)
        .onTermination()
        .invoke(
            (response, failure, cancelled) -> {
              if (counted.compareAndSet(false, true)) {
                count(response, failure);
              }
            });
  }

  /** Makes an attempt, unless a breaker has opened since this request began. */
  Uni<HttpResponse> attempt(Supplier<Uni<HttpResponse>> attempt) {
    if (repository.refuses()) {
      return Uni.createFrom().failure(repositoryOpen());
    }
    return host.refuses() ? Uni.createFrom().failure(hostOpen()) : attempt.get();
  }

  /** Notes a failed attempt, and forbids its retry while a breaker is open. */
  AttemptFailure failed(AttemptFailure failure) {
    if (failure.blame() != Blame.UNKNOWN) {
      lastFailed = failure;
    }
    return host.breaker.isOpen() || repository.breaker.isOpen() ? failure.notRetried() : failure;
  }

  private void count(@Nullable HttpResponse response, @Nullable Throwable thrown) {
    if (response != null) {
      host.breaker.succeeded();
      repository.breaker.succeeded();
      return;
    }
    AttemptFailure failure = known(thrown);
    if (failure == null) {
      return;
    }
    switch (failure.blame()) {
      case NOBODY -> {
        host.breaker.succeeded();
        repository.breaker.succeeded();
      }
      case REPOSITORY -> {
        host.breaker.succeeded();
        repository.breaker.failed(failure.summary());
      }
      case HOST -> host.breaker.failed(failure.summary());
      case UNKNOWN -> {}
    }
  }

  /** The failure that the breakers count; null where none is known. */
  private @Nullable AttemptFailure known(@Nullable Throwable thrown) {
    if (thrown instanceof AttemptFailure attempt && attempt.blame() != Blame.UNKNOWN) {
      return attempt;
    }
    // A request without a response in the time of a whole inspection has failed. Where it was
    // cancelled earlier, its retries might have succeeded.
    return context.remaining().isZero() ? lastFailed : null;
  }

  private AttemptFailure hostOpen() {
    return open(
        request.origin().authority() + " was unreachable too often and gets no requests", host);
  }

  private AttemptFailure repositoryOpen() {
    return open(
        request.origin().authority()
            + " has failed too often for "
            + request.repository()
            + " and gets no requests for it",
        repository);
  }

  private AttemptFailure open(String why, Gate gate) {
    return AttemptFailure.permanent(
        new RegistryConnectionFailure(
            "circuit breaker open: "
                + why
                + " for up to "
                + ConnectionErrorMapper.text(delay)
                + "; last failure: "
                + gate.breaker.lastFailure()),
        Blame.UNKNOWN);
  }
}
