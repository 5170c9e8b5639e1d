package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.MultiMap;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What exchanges do to the circuit breakers, and the breakers to other exchanges. */
class CircuitBreakersTest {

  private static final int CALLS = 10;
  private static final Duration DELAY = Duration.ofSeconds(1);
  private static final Duration BUDGET = Duration.ofSeconds(25);
  private static final HttpRequest A = request("a.test", "some/app");
  private static final HttpRequest A_OTHER = request("a.test", "other/app");
  private static final HttpRequest B = request("b.test", "some/app");

  private record Settings(
      int concurrency,
      OptionalInt waiting,
      int remembered,
      int breakerCalls,
      double breakerRatio,
      Duration breakerDelay)
      implements HttpSettings.Host {}

  private long nanos = 42;
  private Instant now = Instant.EPOCH;
  private final InspectionContext context = new InspectionContext(() -> now, BUDGET);
  private final CircuitBreakers breakers =
      new CircuitBreakers(
          new Settings(1, OptionalInt.empty(), 100, CALLS, 0.9, DELAY), () -> nanos);

  private static HttpRequest request(String host, String repository) {
    return HttpRequest.get(URI.create("https://" + host + "/v2/"), Map.of(), 1)
        .forRepository(repository);
  }

  private static HttpResponse response(HttpRequest request) {
    return new HttpResponse(request, 200, MultiMap.caseInsensitiveMultiMap(), new byte[0]);
  }

  private static AttemptFailure failure(Blame blame) {
    return AttemptFailure.transientFailure(new RegistryConnectionFailure("it " + blame), blame)
        .retriedAfter(Duration.ofMillis(10));
  }

  /** An exchange of one attempt. */
  private UniAssertSubscriber<HttpResponse> ask(
      HttpRequest request, Supplier<Uni<HttpResponse>> attempt) {
    return breakers
        .guard(
            request,
            context,
            passage ->
                passage.attempt(attempt).onFailure(AttemptFailure.class).transform(passage::failed))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void fail(HttpRequest request, Blame blame, int times) {
    for (int i = 0; i < times; i++) {
      ask(request, () -> Uni.createFrom().failure(failure(blame)))
          .assertFailedWith(AttemptFailure.class, "it " + blame);
    }
  }

  private void assertRequested(HttpRequest request) {
    ask(request, () -> Uni.createFrom().item(response(request))).assertCompleted();
  }

  /** Fails if a request is made. */
  private void assertRefused(HttpRequest request, String error) {
    Throwable refusal =
        ask(
                request,
                () -> {
                  throw new AssertionError("a request was made");
                })
            .assertFailed()
            .getFailure();
    assertThat(refusal).isInstanceOf(AttemptFailure.class);
    AttemptFailure refused = (AttemptFailure) refusal;
    assertThat(refused.failure()).isInstanceOf(RegistryConnectionFailure.class);
    assertThat(refused.failure().error()).isEqualTo(error);
    assertThat(refused.isTransient()).isFalse();
  }

  private void assertOpen(HttpRequest request) {
    assertRefused(
        request,
        "circuit breaker open: a.test has failed too often for some/app and gets no requests for it"
            + " for up to 1 s; last failure: it REPOSITORY");
  }

  @Test
  void anUnreachableHostGetsNoRequestsForAnyRepository() {
    fail(A, Blame.HOST, CALLS / 2);
    fail(A_OTHER, Blame.HOST, CALLS / 2);

    String error =
        "circuit breaker open: a.test was unreachable too often and gets no requests for up to 1 s;"
            + " last failure: it HOST";
    assertRefused(A, error);
    assertRefused(A_OTHER, error);
    assertRequested(B);
  }

  @Test
  void aRepositorysTroubleIsItsOwn() {
    fail(A, Blame.REPOSITORY, CALLS);

    assertOpen(A);
    assertRequested(A_OTHER);
    assertRequested(B);
    fail(A_OTHER, Blame.REPOSITORY, CALLS - 2); // beside one success
    assertRequested(A_OTHER);
  }

  @Test
  void whereARepositoryLeadsToItsTroubleIsItsOwn() {
    HttpRequest elsewhere = A.redirectedTo(URI.create("https://blobs.test/1"));
    fail(elsewhere, Blame.REPOSITORY, CALLS);

    assertRefused(
        elsewhere,
        "circuit breaker open: blobs.test has failed too often for some/app and gets no requests for"
            + " it for up to 1 s; last failure: it REPOSITORY");
    assertRequested(A);
    assertRequested(A_OTHER.redirectedTo(elsewhere.uri()));
  }

  /** It was reached, so the host's breaker has no reason to open. */
  @ParameterizedTest
  @EnumSource(names = {"REPOSITORY", "NOBODY"})
  void whoFailsToAnswerHasBeenReached(Blame blame) {
    fail(A, Blame.HOST, CALLS - 2);
    fail(A_OTHER, blame, 2);
    fail(A, Blame.HOST, CALLS - 2);

    assertRequested(B);
    assertRequested(A);
  }

  @Test
  void anAnswerThatIsOfNoUseIsAnAnswer() {
    fail(A, Blame.REPOSITORY, CALLS - 2);
    fail(A, Blame.NOBODY, 2);
    fail(A, Blame.REPOSITORY, CALLS - 2);

    assertRequested(A);
  }

  static Stream<Supplier<Uni<HttpResponse>>> unknown() {
    return Stream.of(
        () -> Uni.createFrom().failure(failure(Blame.UNKNOWN)),
        () -> Uni.createFrom().failure(new IllegalStateException("a defect")),
        () -> Uni.createFrom().nothing());
  }

  @ParameterizedTest
  @MethodSource("unknown")
  void unknown(Supplier<Uni<HttpResponse>> attempt) {
    fail(A, Blame.REPOSITORY, CALLS - 1);
    for (int i = 0; i < 2 * CALLS; i++) {
      ask(A, attempt).cancel();
    }

    fail(A, Blame.REPOSITORY, 1);
    assertOpen(A);
  }

  /** An exchange whose first attempt fails, and whose caller ends it before the second one does. */
  private Cancellable failOnceAndWait() {
    return breakers
        .guard(
            A,
            context,
            passage -> {
              var unused = passage.failed(failure(Blame.REPOSITORY));
              return Uni.createFrom().nothing();
            })
        .subscribe()
        .with(item -> {});
  }

  @Test
  void whatTakesAWholeInspectionHasFailed() {
    List<Cancellable> exchanges = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      exchanges.add(failOnceAndWait());
    }
    now = now.plus(BUDGET);
    exchanges.forEach(Cancellable::cancel);

    assertOpen(A);
  }

  @Test
  void whoLeavesBeforeTheRetriesSaysNothing() {
    for (int i = 0; i < CALLS; i++) {
      failOnceAndWait().cancel();
    }

    assertRequested(A);
  }

  @Test
  void oneProbeInEachDelayUntilOneSucceeds() {
    fail(A, Blame.REPOSITORY, CALLS);
    assertOpen(A);

    nanos += DELAY.toNanos();
    fail(A, Blame.REPOSITORY, 1);
    assertOpen(A);

    nanos += DELAY.toNanos();
    assertRequested(A);
    assertRequested(A);
  }

  @ParameterizedTest
  @EnumSource(names = {"HOST", "REPOSITORY"})
  void nothingIsRepeatedWhileABreakerIsOpen(Blame blame) {
    List<GuardedExchange> under = new ArrayList<>();
    var unused =
        breakers
            .guard(
                A,
                context,
                passage -> {
                  under.add(passage);
                  return Uni.createFrom().nothing();
                })
            .subscribe()
            .with(item -> {});
    GuardedExchange begun = under.get(0);
    assertThat(begun.failed(failure(blame)).retryDelay()).isNotNull();

    fail(A, blame, CALLS);
    assertThat(begun.failed(failure(blame)).retryDelay()).isNull();
    begun
        .attempt(
            () -> {
              throw new AssertionError("it had waited in the queue, and a request was made");
            })
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .assertFailedWith(AttemptFailure.class, "circuit breaker open: a.test ");

    nanos += DELAY.toNanos();
    Throwable probe =
        ask(A, () -> Uni.createFrom().failure(failure(blame))).assertFailed().getFailure();
    assertThat(((AttemptFailure) probe).failure().error()).isEqualTo("it " + blame);
    assertThat(((AttemptFailure) probe).retryDelay()).isNull();
  }

  /** What the registry has said to one caller is not for the next one. */
  @Test
  void whoIsRefusedIsToldTheSummary() {
    AttemptFailure told =
        AttemptFailure.transientFailure(new InspectImageFailure("sorry, someone"), Blame.REPOSITORY)
            .withSummary("HTTP status 503");
    for (int i = 0; i < CALLS; i++) {
      ask(A, () -> Uni.createFrom().failure(told)).assertFailed();
    }

    assertRefused(
        A,
        "circuit breaker open: a.test has failed too often for some/app and gets no requests for it"
            + " for up to 1 s; last failure: HTTP status 503");
  }
}
