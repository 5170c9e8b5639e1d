package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.smallrye.mutiny.subscription.UniSubscriber;
import io.smallrye.mutiny.subscription.UniSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SingleFlightTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SingleFlight<String, String> flights = new SingleFlight<>();
  private final Work work = new Work();

  /** Work that ends when the test says so. */
  private static final class Work implements Supplier<Uni<String>> {
    final List<UniEmitter<? super String>> started = new ArrayList<>();
    final AtomicInteger cancelled = new AtomicInteger();

    @Override
    public Uni<String> get() {
      return Uni.createFrom()
          .<String>emitter(started::add)
          .onCancellation()
          .invoke(cancelled::incrementAndGet);
    }
  }

  private UniAssertSubscriber<String> join(String key) {
    return flights.join(key, work).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private static InspectionContext inspection(int seconds) {
    return new InspectionContext(
        () -> Instant.EPOCH, Duration.ofSeconds(seconds), RequestBudget.ofInspection(2));
  }

  private UniAssertSubscriber<String> join(
      InspectionContext passenger, Function<InspectionContext, Uni<String>> start) {
    return flights
        .join("a", passenger, start)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  @Test
  void aFlightLastsAsLongAsTheLastInspectionThatJoinsIt() {
    List<InspectionContext> flown = new ArrayList<>();
    Function<InspectionContext, Uni<String>> start =
        flight -> {
          flown.add(flight);
          return work.get();
        };
    UniAssertSubscriber<String> hurried = join(inspection(3), start);
    assertThat(flown.get(0).remaining()).isEqualTo(Duration.ofSeconds(3));
    UniAssertSubscriber<String> patient = join(inspection(25), start);
    join(inspection(10), start);

    assertThat(flown).hasSize(1);
    assertThat(flown.get(0).remaining()).isEqualTo(Duration.ofSeconds(25));

    hurried.cancel(); // its time is over
    assertThat(flown.get(0).ended()).isFalse();
    work.started.get(0).complete("answer");
    patient.assertItem("answer");
    assertThat(flown.get(0).ended()).isTrue();
  }

  @Test
  void allWhoShareAFlightHearWhatGoesWrongInIt() {
    InspectionContext opener = inspection(3);
    InspectionContext other = inspection(25);
    List<InspectionContext> flown = new ArrayList<>();
    join(
        opener,
        flight -> {
          flown.add(flight);
          return work.get();
        });
    join(other, flight -> work.get());

    flown.get(0).noteFailure("503 Service Unavailable");

    assertThat(opener.lastFailure()).contains("503 Service Unavailable");
    assertThat(other.lastFailure()).contains("503 Service Unavailable");
  }

  @Test
  void whoseOpenerHasUsedUpItsRequestsGoesOnWithoutIt() {
    InspectionContext opener = inspection(25);
    InspectionContext other = inspection(25);
    List<InspectionContext> payers = new ArrayList<>();
    Function<InspectionContext, Uni<String>> start =
        flight -> {
          payers.add(flight.inspection());
          return work.get()
              .flatMap(
                  again -> {
                    flight.takeRequest();
                    return Uni.createFrom().item(again);
                  });
        };
    opener.takeRequest();
    opener.takeRequest();
    UniAssertSubscriber<String> first = join(opener, start);
    UniAssertSubscriber<String> second = join(other, start);

    work.started.get(0).complete("too much");

    first.assertFailedWith(
        InspectImageFailure.class,
        "the inspection has used up its 2 requests (imagepeek.limits.requests)");
    second.assertNotTerminated();
    work.started.get(1).complete("answer");
    second.assertItem("answer");
    assertThat(payers).containsExactly(opener, other);
    assertThat(other.requests()).isEqualTo(1);
  }

  @Test
  void joinDoesNothingBeforeItIsSubscribedTo() {
    Uni<String> joined = flights.join("a", work);

    assertThat(work.started).isEmpty();
    assertThat(flights.inFlight()).isZero();

    joined.subscribe().withSubscriber(UniAssertSubscriber.create());
    assertThat(work.started).hasSize(1);
    assertThat(flights.inFlight()).isEqualTo(1);
  }

  @Test
  void passengersOfOneKeyShareOneFlight() {
    List<UniAssertSubscriber<String>> passengers = List.of(join("a"), join("a"), join("a"));
    assertThat(work.started).hasSize(1);

    work.started.get(0).complete("x");

    passengers.forEach(passenger -> passenger.assertItem("x"));
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void keysHaveFlightsOfTheirOwn() {
    UniAssertSubscriber<String> a = join("a");
    UniAssertSubscriber<String> b = join("b");
    assertThat(work.started).hasSize(2);

    work.started.get(1).complete("of b");

    b.assertItem("of b");
    a.assertNotTerminated();
  }

  @Test
  void nothingIsKeptOfAFlightThatSucceeded() {
    UniAssertSubscriber<String> first = join("a");
    work.started.get(0).complete("1");
    UniAssertSubscriber<String> second = join("a");
    work.started.get(1).complete("2");

    first.assertItem("1");
    second.assertItem("2");
  }

  @Test
  void aFailureIsForAllAndEndsTheFlight() {
    UniAssertSubscriber<String> first = join("a");
    UniAssertSubscriber<String> second = join("a");
    work.started.get(0).fail(new IllegalStateException("down"));

    first.assertFailedWith(IllegalStateException.class, "down");
    second.assertFailedWith(IllegalStateException.class, "down");
    join("a");
    assertThat(work.started).hasSize(2);
  }

  @Test
  void subscribingAgainToTheSameUniStartsANewFlight() {
    AtomicInteger starts = new AtomicInteger();
    Uni<String> joined =
        flights.join(
            "a",
            () ->
                starts.incrementAndGet() == 1
                    ? Uni.createFrom().failure(new IllegalStateException("once"))
                    : Uni.createFrom().item("x"));

    assertThat(joined.onFailure().retry().atMost(1).await().atMost(PATIENCE)).isEqualTo("x");
    assertThat(starts).hasValue(2);
  }

  @Test
  void aStartThatThrowsFailsTheFlight() {
    UniAssertSubscriber<String> passenger =
        flights
            .join(
                "a",
                () -> {
                  throw new IllegalStateException("no start");
                })
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    passenger.assertFailedWith(IllegalStateException.class, "no start");
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void aStartThatThrowsFailsThosePassengersToo_whoJoinedMeanwhile() {
    List<UniAssertSubscriber<String>> second = new ArrayList<>();
    UniAssertSubscriber<String> first =
        flights
            .join(
                "a",
                () -> {
                  second.add(join("a"));
                  throw new IllegalStateException("no start");
                })
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());

    first.assertFailedWith(IllegalStateException.class, "no start");
    second.get(0).assertFailedWith(IllegalStateException.class, "no start");
    assertThat(work.started).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // The wrong start is what is tested.
  void aStartThatGivesNothingFailsTheFlight() {
    UniAssertSubscriber<String> passenger =
        flights.join("a", () -> null).subscribe().withSubscriber(UniAssertSubscriber.create());

    passenger.assertFailedWith(NullPointerException.class);
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void workThatIsDoneAtOnceIsDelivered() {
    assertThat(
            flights
                .join("a", () -> Uni.createFrom().item("now"))
                .await()
                .atMost(Duration.ofSeconds(5)))
        .isEqualTo("now");
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void onePassengerThatCancelsLeavesTheOthersAlone() {
    UniAssertSubscriber<String> opener = join("a");
    UniAssertSubscriber<String> other = join("a");

    opener.cancel();
    assertThat(work.cancelled).hasValue(0);
    UniAssertSubscriber<String> late = join("a");
    work.started.get(0).complete("x");

    other.assertItem("x");
    late.assertItem("x");
    opener.assertNotTerminated();
    assertThat(work.started).hasSize(1);
  }

  @Test
  void theLastPassengerThatCancelsCancelsTheWork() {
    UniAssertSubscriber<String> first = join("a");
    UniAssertSubscriber<String> second = join("a");

    first.cancel();
    first.cancel();
    assertThat(work.cancelled).hasValue(0);
    second.cancel();

    assertThat(work.cancelled).hasValue(1);
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void abandonedWorkDoesNotReachTheNextFlight() {
    join("a").cancel();
    UniAssertSubscriber<String> next = join("a");
    work.started.get(0).complete("stale");
    next.assertNotTerminated();

    work.started.get(1).complete("fresh");
    next.assertItem("fresh");
  }

  /** A subscriber that does with its subscription what the test wants. */
  private static UniSubscriber<String> subscriber(
      Consumer<UniSubscription> onSubscribe, Consumer<String> onItem) {
    return new UniSubscriber<>() {
      @Override
      public void onSubscribe(UniSubscription subscription) {
        onSubscribe.accept(subscription);
      }

      @Override
      public void onItem(String item) {
        onItem.accept(item);
      }

      @Override
      public void onFailure(Throwable failure) {
        throw new AssertionError(failure);
      }
    };
  }

  @Test
  void workIsCancelledWhoseOnlyPassengerLeftWhileItStarted() {
    List<UniSubscription> subscription = new ArrayList<>();
    flights
        .join(
            "a",
            () -> {
              subscription.get(0).cancel();
              return work.get();
            })
        .subscribe()
        .withSubscriber(subscriber(subscription::add, item -> {}));

    assertThat(work.cancelled).hasValue(1);
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void aPassengerThatLeftBeforeBoardingStartsNothing() {
    flights
        .join("a", work)
        .subscribe()
        .withSubscriber(subscriber(UniSubscription::cancel, item -> {}));

    assertThat(work.started).isEmpty();
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  void aPassengerThatThrowsDoesNotKeepTheOutcomeFromTheOthers() {
    flights
        .join("a", work)
        .subscribe()
        .withSubscriber(
            subscriber(
                subscription -> {},
                item -> {
                  throw new IllegalStateException("a passenger's own defect");
                }));
    UniAssertSubscriber<String> other = join("a");

    work.started.get(0).complete("x");

    other.assertItem("x");
  }

  @Test
  void whoAsksAgainOnHearingTheOutcomeGetsANewFlight() {
    List<UniAssertSubscriber<String>> again = new ArrayList<>();
    flights
        .join("a", work)
        .subscribe()
        .withSubscriber(subscriber(subscription -> {}, item -> again.add(join("a"))));

    work.started.get(0).complete("1");
    assertThat(work.started).hasSize(2);
    work.started.get(1).complete("2");

    again.get(0).assertItem("2");
  }

  @Test
  @Timeout(120)
  void flightsOfOneKeyNeverOverlapWhenManyThreadsJoin() throws Exception {
    int threads = 6;
    int rounds = 2_000;
    ExecutorService completer = Executors.newFixedThreadPool(2);
    AtomicInteger active = new AtomicInteger();
    AtomicInteger starts = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    Supplier<Uni<String>> start =
        () -> {
          if (active.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          String result = "flight " + starts.incrementAndGet();
          return Uni.createFrom()
              .emitter(
                  emitter ->
                      completer.execute(
                          () -> {
                            active.decrementAndGet();
                            emitter.complete(result);
                          }));
        };

    try {
      inParallel(
          threads,
          rounds,
          random -> {
            UniAssertSubscriber<String> passenger =
                flights.join("a", start).subscribe().withSubscriber(UniAssertSubscriber.create());
            assertThat(passenger.awaitItem(PATIENCE).getItem()).startsWith("flight ");
          });
    } finally {
      completer.shutdownNow();
    }

    assertThat(overlaps).hasValue(0);
    assertThat(starts.get()).isBetween(rounds, threads * rounds);
    assertThat(flights.inFlight()).isZero();
  }

  @Test
  @Timeout(120)
  void everyPassengerThatStaysIsServedWhateverTheOthersDo() throws Exception {
    int threads = 6;
    int rounds = 2_000;
    ExecutorService completer = Executors.newFixedThreadPool(2);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger completed = new AtomicInteger();
    AtomicInteger cancelled = new AtomicInteger();
    Supplier<Uni<String>> start =
        () ->
            Uni.createFrom()
                .<String>emitter(
                    emitter -> {
                      begun.incrementAndGet();
                      completer.execute(() -> emitter.complete("x"));
                    })
                .onItem()
                .invoke(completed::incrementAndGet)
                .onCancellation()
                .invoke(cancelled::incrementAndGet);

    try {
      inParallel(
          threads,
          rounds,
          random -> {
            UniAssertSubscriber<String> passenger =
                flights.join("a", start).subscribe().withSubscriber(UniAssertSubscriber.create());
            if (random.nextInt(3) > 0) {
              passenger.cancel();
            } else {
              passenger.awaitItem(PATIENCE).assertItem("x");
            }
          });
    } finally {
      completer.shutdown();
      assertThat(completer.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(flights.inFlight()).isZero();
    assertThat(begun.get()).isPositive();
    assertThat(completed.get() + cancelled.get()).isGreaterThanOrEqualTo(begun.get());
  }

  /** Has each thread act once in each round; the rounds begin together. */
  private static void inParallel(int threads, int rounds, Consumer<Random> act) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    CyclicBarrier together = new CyclicBarrier(threads);
    List<Future<?>> running = new ArrayList<>();
    try {
      for (int thread = 0; thread < threads; thread++) {
        Random random = new Random(thread);
        running.add(
            pool.submit(
                () -> {
                  for (int round = 0; round < rounds; round++) {
                    together.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                    act.accept(random);
                  }
                  return null;
                }));
      }
      for (Future<?> thread : running) {
        thread.get(110, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
