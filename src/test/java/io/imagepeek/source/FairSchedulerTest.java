package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FairSchedulerTest {

  private final FairScheduler turns = new FairScheduler(2);

  /** What has begun, each with what ends it; in the order in which it began. */
  private final Map<String, UniEmitter<? super String>> begun = new LinkedHashMap<>();

  @Test
  void soMuchRunsAtOnceAndTheRestInItsOrder() {
    FairScheduler.Line line = turns.line();
    List<UniAssertSubscriber<String>> all =
        List.of(enter(line, "a"), enter(line, "b"), enter(line, "c"), enter(line, "d"));

    assertThat(begun.keySet()).containsExactly("a", "b");
    end("b");
    assertThat(begun.keySet()).containsExactly("a", "b", "c");
    begun.get("a").fail(new IllegalStateException("a defect"));
    assertThat(begun.keySet()).containsExactly("a", "b", "c", "d");
    end("c");
    end("d");

    all.get(0).assertFailedWith(IllegalStateException.class, "a defect");
    all.get(1).assertItem("b");
    all.get(2).assertItem("c");
    all.get(3).assertItem("d");
  }

  @Test
  void linesAreServedInTurn() {
    FairScheduler.Line longer = turns.line();
    FairScheduler.Line shorter = turns.line();
    for (String name : List.of("a1", "a2", "a3", "a4", "a5")) {
      enter(longer, name);
    }
    enter(shorter, "b1");
    enter(shorter, "b2");

    for (String name : List.of("a1", "a2", "a3", "b1", "a4")) {
      end(name);
    }

    assertThat(begun.keySet()).containsExactly("a1", "a2", "b1", "a3", "a4", "b2", "a5");
  }

  @Test
  void whoOnlyWaitsNeedsNoPlace_andHasItAgainWhenItGoesOn() {
    FairScheduler turns = new FairScheduler(2, 4);
    Map<String, Permit> places = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      turns
          .line()
          .enter(
              place -> {
                places.put(name, place);
                return Uni.createFrom().<String>emitter(emitter -> begun.put(name, emitter));
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    assertThat(begun.keySet()).containsExactly("a", "b");

    places.get("a").leave();
    places.get("a").leave();
    assertThat(begun.keySet()).containsExactly("a", "b", "c");
    places.get("a").comeBack();
    places.get("b").leave();
    assertThat(begun.keySet()).containsExactly("a", "b", "c");
    places.get("c").leave();
    assertThat(begun.keySet()).containsExactly("a", "b", "c", "d");

    // As many have begun as may, though most of them wait.
    places.get("d").leave();
    assertThat(begun.keySet()).containsExactly("a", "b", "c", "d");
    end("c");
    assertThat(begun.keySet()).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void howeverManyLinesOnlyWait_somethingIsLeftForTheNext() {
    FairScheduler turns = new FairScheduler(4, 64);
    for (String line : List.of("a", "b", "c", "d", "e", "f", "g")) {
      FairScheduler.Line silent = turns.line();
      for (int i = 0; i < 100; i++) {
        String name = line + i;
        silent
            .enter(
                place -> {
                  Uni<String> work =
                      Uni.createFrom().<String>emitter(emitter -> begun.put(name, emitter));
                  place.leave();
                  return work;
                })
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());
      }
      assertThat(begun.keySet()).anyMatch(name -> name.startsWith(line));
    }
    assertThat(begun).hasSizeBetween(40, 64);
  }

  @Test
  void noLineHasMoreThanAQuarterWhileOthersWait() {
    FairScheduler turns = new FairScheduler(8, 8);
    FairScheduler.Line longer = turns.line();
    for (int i = 0; i < 20; i++) {
      String name = "a" + i;
      longer
          .enter(() -> Uni.createFrom().<String>emitter(emitter -> begun.put(name, emitter)))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    assertThat(begun).hasSize(8);
    for (int i = 0; i < 7; i++) {
      String name = "b" + i;
      turns
          .line()
          .enter(() -> Uni.createFrom().<String>emitter(emitter -> begun.put(name, emitter)))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }

    for (int i = 0; i < 6; i++) {
      end("a" + i);
    }

    assertThat(begun.keySet()).filteredOn(name -> name.startsWith("b")).hasSize(6);
    assertThat(begun.keySet()).filteredOn(name -> name.startsWith("a")).hasSize(8);
  }

  @Test
  void whoGoesAwayLeavesHisPlaceToTheNext() {
    FairScheduler.Line line = turns.line();
    UniAssertSubscriber<String> running = enter(line, "a");
    enter(line, "b");
    UniAssertSubscriber<String> waiting = enter(line, "c");
    enter(line, "d");
    enter(line, "e");
    AtomicInteger stopped = new AtomicInteger();
    begun.get("a").onTermination(stopped::incrementAndGet);

    waiting.cancel();
    assertThat(begun.keySet()).containsExactly("a", "b");
    running.cancel();
    running.cancel();

    assertThat(stopped).hasValue(1);
    assertThat(begun.keySet()).containsExactly("a", "b", "d");
    end("b");
    assertThat(begun.keySet()).containsExactly("a", "b", "d", "e");
  }

  @Test
  void aClosedLineTurnsAwayWhatWaits() {
    FairScheduler.Line closed = turns.line();
    FairScheduler.Line open = turns.line();
    UniAssertSubscriber<String> running = enter(closed, "a");
    enter(open, "b");
    UniAssertSubscriber<String> waiting = enter(closed, "c");
    enter(open, "d");

    closed.close();

    waiting.assertFailedWith(FairScheduler.Closed.class);
    enter(closed, "e").assertFailedWith(FairScheduler.Closed.class);
    running.assertNotTerminated();
    end("a");
    running.assertItem("a");
    end("b");
    assertThat(begun.keySet()).containsExactly("a", "b", "d");
    // Nothing was given back that had not been taken.
    enter(open, "f");
    enter(open, "g");
    assertThat(begun.keySet()).containsExactly("a", "b", "d", "f");
  }

  @Test
  void whatThrowsLeavesItsPlace() {
    FairScheduler.Line line = turns.line();
    for (int i = 0; i < 5; i++) {
      line.<String>enter(
              () -> {
                throw new IllegalStateException("a defect");
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .assertFailedWith(IllegalStateException.class);
    }

    enter(line, "a");
    enter(line, "b");
    assertThat(begun.keySet()).containsExactly("a", "b");
  }

  /** However much ends at once, nothing begins within something else. */
  @Test
  void whatIsThereAtOnceNeedsNoDeepStack() {
    FairScheduler.Line line = new FairScheduler(1).line();
    List<Integer> ended = new ArrayList<>();
    UniAssertSubscriber<String> holding = enter(line, "first");
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      line.enter(() -> Uni.createFrom().item(number)).subscribe().with(ended::add);
    }

    end("first");

    holding.assertItem("first");
    assertThat(ended).hasSize(100_000).isSorted();
  }

  @Test
  void holdsItsBoundForManyThreads() throws Exception {
    FairScheduler many = new FairScheduler(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(4_000);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    ExecutorService enders = Executors.newFixedThreadPool(4);
    try {
      for (int thread = 0; thread < 4; thread++) {
        FairScheduler.Line line = many.line();
        threads.execute(
            () ->
                IntStream.range(0, 1_000)
                    .forEach(
                        i ->
                            line.enter(
                                    () -> {
                                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                      return Uni.createFrom()
                                          .item(i)
                                          .emitOn(enders)
                                          .invoke(running::decrementAndGet);
                                    })
                                .subscribe()
                                .with(item -> all.countDown())));
      }

      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(most).hasValueBetween(1, 3);
    } finally {
      threads.shutdownNow();
      enders.shutdownNow();
    }
  }

  @Test
  void thereMustBeAPlace() {
    assertThatThrownBy(() -> new FairScheduler(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be at least one place, not 0");
  }

  private UniAssertSubscriber<String> enter(FairScheduler.Line line, String name) {
    return line.enter(() -> Uni.createFrom().<String>emitter(emitter -> begun.put(name, emitter)))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void end(String name) {
    begun.get(name).complete(name);
  }
}
