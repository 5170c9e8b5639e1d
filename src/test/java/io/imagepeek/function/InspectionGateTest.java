package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InspectionGateTest {

  private final InspectionGate gate = new InspectionGate(2, 4);
  private final List<UniEmitter<? super String>> running = new ArrayList<>();

  static Stream<Arguments> endings() {
    return Stream.of(
        ending("done", (work, caller) -> work.complete("done")),
        ending("failed", (work, caller) -> work.fail(new IllegalStateException("failed"))),
        ending("given up", (work, caller) -> caller.cancel()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void aPlaceIsFreeAgainOnceItsWorkIs(
      String how, BiConsumer<UniEmitter<? super String>, UniAssertSubscriber<String>> end) {
    UniAssertSubscriber<String> first = enter();
    enter();
    enter().assertFailedWith(InspectionGate.Full.class, "too many inspections at once");
    assertThat(running).hasSize(2);

    end.accept(running.get(0), first);
    UniAssertSubscriber<String> fourth = enter();

    fourth.assertNotTerminated();
    assertThat(running).as(how).hasSize(3);
    enter().assertFailedWith(InspectionGate.Full.class);
  }

  @Test
  void workThatCannotStartTakesNoPlace() {
    for (int i = 0; i < 5; i++) {
      gate.<String>enter(
              context(),
              () -> {
                throw new IllegalStateException("no start");
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .assertFailedWith(IllegalStateException.class, "no start");
    }

    enter().assertNotTerminated();
  }

  @Test
  void aPlaceIsTakenOnlyByWorkThatIsWaitedFor() {
    Uni<String> never = gate.enter(context(), () -> Uni.createFrom().emitter(running::add));

    assertThat(never).isNotNull();
    assertThat(running).isEmpty();
    enter().assertNotTerminated();
    enter().assertNotTerminated();
  }

  @Test
  void aPlaceIsGivenBackOnce() {
    UniAssertSubscriber<String> first = enter();
    enter();
    running.get(0).complete("done");
    first.cancel();

    enter().assertNotTerminated();
    enter().assertFailedWith(InspectionGate.Full.class);
  }

  @Test
  void whoOnlyWaitsHoldsNoPlace_butIsUnderWay() {
    InspectionContext silent = context();
    List<UniAssertSubscriber<String>> waiting = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      waiting.add(enter(silent, silent.waiting(Uni.createFrom().emitter(running::add))));
    }

    enter().assertNotTerminated();
    enter().assertNotTerminated();
    enter().assertFailedWith(InspectionGate.Full.class);

    waiting.get(0).cancel();
    running.get(2).complete("done");
    enter().assertNotTerminated();
    enter().assertFailedWith(InspectionGate.Full.class);
  }

  @Test
  void whoGoesOnHasItsPlaceAgain() {
    InspectionContext slow = context();
    enter(slow, slow.waiting(Uni.createFrom().emitter(running::add)));
    enter().assertNotTerminated();

    Runnable arrived = slow.arriving();
    enter().assertFailedWith(InspectionGate.Full.class);

    arrived.run();
    enter().assertNotTerminated();
  }

  @Test
  void severalThatHaveNotBegunWeighAsTheyAreSaidTo() {
    InspectionGate.Entry batch = gate.enter(3);
    enter().assertNotTerminated();
    enter().assertFailedWith(InspectionGate.Full.class);

    batch.end();
    batch.end();
    enter().assertNotTerminated();
    enter().assertFailedWith(InspectionGate.Full.class);
  }

  private UniAssertSubscriber<String> enter() {
    return enter(context(), Uni.createFrom().emitter(running::add));
  }

  private UniAssertSubscriber<String> enter(InspectionContext context, Uni<String> work) {
    return gate.enter(context, () -> work).subscribe().withSubscriber(UniAssertSubscriber.create());
  }

  private static InspectionContext context() {
    return new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25));
  }

  private static Arguments ending(
      String how, BiConsumer<UniEmitter<? super String>, UniAssertSubscriber<String>> end) {
    return Arguments.of(how, end);
  }
}
