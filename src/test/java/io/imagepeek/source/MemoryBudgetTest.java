package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MemoryBudgetTest {

  private static final int MIB = 1024 * 1024;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Room for eight large bodies of 1 MiB, and for eight small ones of 64 KiB. */
  private final MemoryBudget budget = new MemoryBudget(128L * MIB);

  private final BlockingQueue<String> served = new LinkedBlockingQueue<>();

  @Test
  void whoGetsNoneWaitsUntilAnotherInspectionIsOver() {
    InspectionContext first = context();
    take("a", 8 * MIB, first).assertCompleted();
    UniAssertSubscriber<MemoryReservation> second = take("b", MIB, context());
    second.assertNotTerminated();

    first.end();

    second.awaitItem(LONG);
    assertThat(budget.taken()).isEqualTo(8L * MIB);
  }

  @Test
  void whatIsLargeHoldsUpNothingThatIsSmall() {
    take("a", 8 * MIB, context()).assertCompleted();
    take("a", MIB, context()).assertNotTerminated();

    take("a", MemoryBudget.SMALL, context()).assertCompleted();
    assertThat(budget.forAnswer(MIB, new HeldMemory()).await().indefinitely()).isNotNull();
  }

  @Test
  void hostsAreServedInTurnAndNobodyIsOvertaken() throws Exception {
    InspectionContext all = context();
    take("z", 8 * MIB, all).assertCompleted();
    Map<String, InspectionContext> later = new HashMap<>();
    for (String name : List.of("a1", "a2", "a3", "b1", "c1")) {
      later.put(name, noted(name, 8 * MIB));
    }

    all.end();

    for (String expected : List.of("a1", "b1", "c1", "a2", "a3")) {
      assertThat(next()).isEqualTo(expected);
      later.get(expected).end();
    }
  }

  @Test
  void noHostHasMoreThanAQuarterWhileOthersWait() throws Exception {
    take("a", 2 * MIB, context()).assertCompleted();
    InspectionContext others = context();
    take("y", 5 * MIB, others).assertCompleted();
    InspectionContext last = context();
    take("z", MIB, last).assertCompleted();
    noted("a1", MIB);
    noted("b1", 2 * MIB);

    last.end();
    assertThat(budget.taken()).as("the room that b1 needs is kept").isEqualTo(7 * 8L * MIB);

    others.end();
    assertThat(List.of(next(), next())).containsExactlyInAnyOrder("a1", "b1");
  }

  @Test
  void whoHoldsSomethingGoesFirstAndDoesNotWaitLong() {
    InspectionContext holding = context();
    take("a", 4 * MIB, holding).assertCompleted();
    InspectionContext other = context();
    take("b", 4 * MIB, other).assertCompleted();
    noted("c1", MIB);
    UniAssertSubscriber<MemoryReservation> more = take("a", 2 * MIB, holding);
    more.assertNotTerminated();

    UniAssertSubscriber<MemoryReservation> late = take("b", 3 * MIB, other);
    late.awaitFailure(Duration.ofSeconds(10));
    assertThat(late.getFailure())
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("no memory became free in time for the image's documents");
    assertThat(((InspectImageFailure) late.getFailure()).isTransient()).isTrue();
    assertThat(served).isEmpty();
  }

  /** Nobody would wait for it but those behind it. */
  @Test
  void whatHasNeverRoomBesideWhatTheInspectionHoldsIsRefusedAtOnce() throws Exception {
    InspectionContext listing = context();
    take("a", 3 * MIB, listing).assertCompleted();
    noted("b1", 6 * MIB);
    assertThat(budget.most(6 * MIB, listing.holdings())).isEqualTo(5 * MIB);
    assertThat(budget.most(9 * MIB, context().holdings())).isEqualTo(9 * MIB);

    UniAssertSubscriber<MemoryReservation> more = take("a", 6 * MIB, listing);

    assertThat(more.assertFailed().getFailure())
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("together need more memory than the limit");
    assertThat(((InspectImageFailure) more.getFailure()).isTransient()).isFalse();
    listing.end();
    assertThat(next()).isEqualTo("b1");
  }

  @Test
  void waitsNoLongerThanItsInspection() {
    take("a", 8 * MIB, context()).assertCompleted();
    InspectionContext hasty = new InspectionContext(Clock.systemUTC(), Duration.ofMillis(300));

    UniAssertSubscriber<MemoryReservation> late = take("b", MIB, hasty);

    late.awaitFailure(LONG);
    assertThat(hasty.remaining()).isPositive();
    assertThat(((InspectImageFailure) late.getFailure()).isTransient()).isTrue();
  }

  @Test
  void isGivenBackOnceWhateverEndsIt() {
    InspectionContext context = context();
    MemoryReservation charge = take("a", MIB, context).getItem();
    assertThat(budget.taken()).isEqualTo(8L * MIB);
    charge.shrinkTo(MIB);
    assertThat(budget.taken()).isEqualTo(MIB);
    context.holdings().drop(charge);
    charge.giveBack();
    context.end();
    context.end();
    assertThat(budget.taken()).isZero();

    take("a", MIB, context).assertCompleted();
    assertThat(budget.taken()).as("of an inspection that is over").isZero();
  }

  @Test
  void whoLeavesTheLineIsPassedOver() throws Exception {
    InspectionContext all = context();
    take("z", 8 * MIB, all).assertCompleted();
    UniAssertSubscriber<MemoryReservation> gone = take("a", 8 * MIB, context());
    noted("b1", 8 * MIB);

    gone.cancel();
    all.end();

    assertThat(next()).isEqualTo("b1");
  }

  /** The flight has ended and its opener has gone, but one of its passengers still reads. */
  @Test
  void whatIsSharedIsHeldUntilTheLastIsDone() {
    InspectionContext opener = context();
    InspectionContext flight = opener.shared();
    opener.holdings().join(flight.holdings());
    take("a", MIB, flight).assertCompleted();
    InspectionContext passenger = context();

    flight.end();
    assertThat(budget.taken()).isEqualTo(8L * MIB);
    opener.end();
    assertThat(budget.taken()).isZero();
    passenger.holdings().join(flight.holdings());
    assertThat(budget.taken()).isEqualTo(8L * MIB);
    passenger.end();
    assertThat(budget.taken()).isZero();
  }

  @Test
  void refusesWhatTakesMoreThanThereIsToParse() {
    budget.requireParseable(8 * MIB);
    assertThatThrownBy(() -> budget.requireParseable(8 * MIB + 1))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("imagepeek.limits.documents");
  }

  @Test
  void refusesAPartOfAnAnswerThatWouldNeverHaveRoom() {
    budget.requireAnswerable(32L * MIB);
    assertThatThrownBy(() -> budget.requireAnswerable(32L * MIB + 1))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("imagepeek.limits.documents");
  }

  private @Nullable String next() throws InterruptedException {
    return served.poll(10, TimeUnit.SECONDS);
  }

  private InspectionContext noted(String name, int bytes) {
    InspectionContext context = context();
    var unused =
        budget
            .forBody(name.substring(0, 1), bytes, context)
            .subscribe()
            .with(charge -> served.add(name), failure -> served.add(name + " failed"));
    return context;
  }

  private UniAssertSubscriber<MemoryReservation> take(
      String host, int bytes, InspectionContext context) {
    return budget
        .forBody(host, bytes, context)
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static InspectionContext context() {
    return new InspectionContext(Clock.systemUTC(), LONG);
  }
}
