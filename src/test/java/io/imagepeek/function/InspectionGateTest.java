package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InspectionGateTest {

  private final InspectionGate gate = new InspectionGate(2);
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
    Uni<String> never = gate.enter(() -> Uni.createFrom().emitter(running::add));

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

  private UniAssertSubscriber<String> enter() {
    return gate.<String>enter(() -> Uni.createFrom().emitter(running::add))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private static Arguments ending(
      String how, BiConsumer<UniEmitter<? super String>, UniAssertSubscriber<String>> end) {
    return Arguments.of(how, end);
  }
}
