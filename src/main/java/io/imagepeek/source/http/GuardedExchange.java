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
 * One exchange on its way past the circuit breakers of its host and of its repository. It counts
 * once, when it has ended; while one of them is open, no attempt is repeated.
 */
final class GuardedExchange {

  private final HttpRequest call;
  private final InspectionContext context;
  private final Duration delay;
  private final Gate host;
  private final Gate repository;
  // Who cancels what has ended already terminates it again.
  private final AtomicBoolean counted = new AtomicBoolean();
  private volatile @Nullable AttemptFailure lastFailed;

  /** A breaker, and whether this exchange is the probe that it has let through. */
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

    boolean shut() {
      return breaker.isOpen() && !probe;
    }
  }

  GuardedExchange(
      HttpRequest call,
      InspectionContext context,
      Duration delay,
      CircuitBreaker host,
      CircuitBreaker repository) {
    this.call = call;
    this.context = context;
    this.delay = delay;
    this.host = new Gate(host);
    this.repository = new Gate(repository);
  }

  /** Runs the whole exchange, if it may begin. */
  Uni<HttpResponse> run(Function<GuardedExchange, Uni<HttpResponse>> exchange) {
    if (!repository.admits()) {
      return Uni.createFrom().failure(repositoryOpen());
    }
    if (!host.admits()) {
      return Uni.createFrom().failure(hostOpen());
    }
    return exchange
        .apply(this)
        .onTermination()
        .invoke(
            (answer, failure, cancelled) -> {
              if (counted.compareAndSet(false, true)) {
                count(answer, failure);
              }
            });
  }

  /** Makes an attempt, unless others have opened a breaker since this exchange began. */
  Uni<HttpResponse> attempt(Supplier<Uni<HttpResponse>> attempt) {
    if (repository.shut()) {
      return Uni.createFrom().failure(repositoryOpen());
    }
    return host.shut() ? Uni.createFrom().failure(hostOpen()) : attempt.get();
  }

  /** Takes note of a failed attempt, and has it not repeated where a breaker is open. */
  AttemptFailure failed(AttemptFailure failure) {
    if (failure.blame() != Blame.UNKNOWN) {
      lastFailed = failure;
    }
    return host.breaker.isOpen() || repository.breaker.isOpen() ? failure.notRetried() : failure;
  }

  private void count(@Nullable HttpResponse answer, @Nullable Throwable thrown) {
    if (answer != null) {
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

  /** What the exchange has failed with; null where nothing is known of that. */
  private @Nullable AttemptFailure known(@Nullable Throwable thrown) {
    if (thrown instanceof AttemptFailure attempt && attempt.blame() != Blame.UNKNOWN) {
      return attempt;
    }
    // What got no answer in the time of a whole inspection has failed. A caller who went before
    // that had not waited for the retries.
    return context.remaining().isZero() ? lastFailed : null;
  }

  private AttemptFailure hostOpen() {
    return open(call.origin().authority() + " was unreachable too often and is not asked", host);
  }

  private AttemptFailure repositoryOpen() {
    return open(
        call.origin().authority()
            + " has failed too often for "
            + call.repository()
            + " and is not asked about it",
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
