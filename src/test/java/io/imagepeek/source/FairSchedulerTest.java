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

  private final FairScheduler scheduler = new FairScheduler(2);

  /** What has started, each with what ends it; in the order in which it began. */
  private final Map<String, UniEmitter<? super String>> started = new LinkedHashMap<>();

  @Test
  void soMuchRunsAtOnceAndTheRestInItsOrder() {
    FairScheduler.Queue queue = scheduler.newQueue();
    List<UniAssertSubscriber<String>> all =
        List.of(enter(queue, "a"), enter(queue, "b"), enter(queue, "c"), enter(queue, "d"));

    assertThat(started.keySet()).containsExactly("a", "b");
    end("b");
    assertThat(started.keySet()).containsExactly("a", "b", "c");
    started.get("a").fail(new IllegalStateException("a defect"));
    assertThat(started.keySet()).containsExactly("a", "b", "c", "d");
    end("c");
    end("d");

    all.get(0).assertFailedWith(IllegalStateException.class, "a defect");
    all.get(1).assertItem("b");
    all.get(2).assertItem("c");
    all.get(3).assertItem("d");
  }

  @Test
  void linesAreServedInTurn() {
    FairScheduler.Queue longer = scheduler.newQueue();
    FairScheduler.Queue shorter = scheduler.newQueue();
    for (String name : List.of("a1", "a2", "a3", "a4", "a5")) {
      enter(longer, name);
    }
    enter(shorter, "b1");
    enter(shorter, "b2");

    for (String name : List.of("a1", "a2", "a3", "b1", "a4")) {
      end(name);
    }

    assertThat(started.keySet()).containsExactly("a1", "a2", "b1", "a3", "a4", "b2", "a5");
  }

  @Test
  void whoOnlyWaitsNeedsNoPlace_andHasItAgainWhenItGoesOn() {
    FairScheduler scheduler = new FairScheduler(2, 4);
    Map<String, Permit> permits = new HashMap<>();
    for (String name : List.of("a", "b", "c", "d", "e")) {
      scheduler
          .newQueue()
          .submit(
              permit -> {
                permits.put(name, permit);
                return Uni.createFrom().<String>emitter(emitter -> started.put(name, emitter));
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    assertThat(started.keySet()).containsExactly("a", "b");

    permits.get("a").release();
    permits.get("a").release();
    assertThat(started.keySet()).containsExactly("a", "b", "c");
    permits.get("a").reacquire();
    permits.get("b").release();
    assertThat(started.keySet()).containsExactly("a", "b", "c");
    permits.get("c").release();
    assertThat(started.keySet()).containsExactly("a", "b", "c", "d");

    // As many have started as may, though most of them wait.
    permits.get("d").release();
    assertThat(started.keySet()).containsExactly("a", "b", "c", "d");
    end("c");
    assertThat(started.keySet()).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void howeverManyLinesOnlyWait_somethingIsLeftForTheNext() {
    FairScheduler scheduler = new FairScheduler(4, 64);
    for (String queue : List.of("a", "b", "c", "d", "e", "f", "g")) {
      FairScheduler.Queue silent = scheduler.newQueue();
      for (int i = 0; i < 100; i++) {
        String name = queue + i;
        silent
            .submit(
                permit -> {
                  Uni<String> work =
                      Uni.createFrom().<String>emitter(emitter -> started.put(name, emitter));
                  permit.release();
                  return work;
                })
            .subscribe()
            .withSubscriber(UniAssertSubscriber.create());
      }
      assertThat(started.keySet()).anyMatch(name -> name.startsWith(queue));
    }
    assertThat(started).hasSizeBetween(40, 64);
  }

  @Test
  void noLineHasMoreThanAQuarterWhileOthersWait() {
    FairScheduler scheduler = new FairScheduler(8, 8);
    FairScheduler.Queue longer = scheduler.newQueue();
    for (int i = 0; i < 20; i++) {
      String name = "a" + i;
      longer
          .submit(() -> Uni.createFrom().<String>emitter(emitter -> started.put(name, emitter)))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    assertThat(started).hasSize(8);
    for (int i = 0; i < 7; i++) {
      String name = "b" + i;
      scheduler
          .newQueue()
          .submit(() -> Uni.createFrom().<String>emitter(emitter -> started.put(name, emitter)))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }

    for (int i = 0; i < 6; i++) {
      end("a" + i);
    }

    assertThat(started.keySet()).filteredOn(name -> name.startsWith("b")).hasSize(6);
    assertThat(started.keySet()).filteredOn(name -> name.startsWith("a")).hasSize(8);
  }

  @Test
  void whoGoesAwayLeavesHisPlaceToTheNext() {
    FairScheduler.Queue queue = scheduler.newQueue();
    UniAssertSubscriber<String> running = enter(queue, "a");
    enter(queue, "b");
    UniAssertSubscriber<String> waiting = enter(queue, "c");
    enter(queue, "d");
    enter(queue, "e");
    AtomicInteger stopped = new AtomicInteger();
    started.get("a").onTermination(stopped::incrementAndGet);

    waiting.cancel();
    assertThat(started.keySet()).containsExactly("a", "b");
    running.cancel();
    running.cancel();

    assertThat(stopped).hasValue(1);
    assertThat(started.keySet()).containsExactly("a", "b", "d");
    end("b");
    assertThat(started.keySet()).containsExactly("a", "b", "d", "e");
  }

  @Test
  void aClosedLineTurnsAwayWhatWaits() {
    FairScheduler.Queue closed = scheduler.newQueue();
    FairScheduler.Queue open = scheduler.newQueue();
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
    assertThat(started.keySet()).containsExactly("a", "b", "d");
    // Nothing was given back that had not been taken.
    enter(open, "f");
    enter(open, "g");
    assertThat(started.keySet()).containsExactly("a", "b", "d", "f");
  }

  @Test
  void whatThrowsLeavesItsPlace() {
    FairScheduler.Queue queue = scheduler.newQueue();
    for (int i = 0; i < 5; i++) {
      queue
          .<String>submit(
              () -> {
                throw new IllegalStateException("a defect");
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create())
          .assertFailedWith(IllegalStateException.class);
    }

    enter(queue, "a");
    enter(queue, "b");
    assertThat(started.keySet()).containsExactly("a", "b");
  }

  /** However much ends at once, nothing begins within something else. */
  @Test
  void whatIsThereAtOnceNeedsNoDeepStack() {
    FairScheduler.Queue queue = new FairScheduler(1).newQueue();
    List<Integer> ended = new ArrayList<>();
    UniAssertSubscriber<String> holding = enter(queue, "first");
    for (int i = 0; i < 100_000; i++) {
      int number = i;
      queue.submit(() -> Uni.createFrom().item(number)).subscribe().with(ended::add);
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
        FairScheduler.Queue queue = many.newQueue();
        threads.execute(
            () ->
                IntStream.range(0, 1_000)
                    .forEach(
                        i ->
                            queue
                                .submit(
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
        .hasMessage("there must be at least one permit, not 0");
  }

  private UniAssertSubscriber<String> enter(FairScheduler.Queue queue, String name) {
    return queue
        .submit(() -> Uni.createFrom().<String>emitter(emitter -> started.put(name, emitter)))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }

  private void end(String name) {
    started.get(name).complete(name);
  }
}
