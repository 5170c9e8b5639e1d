package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkLoopTest {

  private final Deque<Runnable> due = new ArrayDeque<>();
  private final WorkLoop work = new WorkLoop(due::poll);

  @Test
  void whatBecomesDueMeanwhileFollows_andIsNotDoneWithin() {
    List<String> done = new ArrayList<>();
    due.add(
        () -> {
          due.add(() -> done.add("second"));
          work.run();
          done.add("first");
        });

    work.run();

    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void aDefectStopsNothingThatIsAskedForLater() {
    List<String> done = new ArrayList<>();
    due.add(
        () -> {
          work.run();
          throw new IllegalStateException("a defect");
        });
    assertThatThrownBy(work::run).hasMessage("a defect");

    due.add(() -> done.add("later"));
    work.run();

    assertThat(done).containsExactly("later");
  }

  @Test
  void nothingIsLeftBehindByManyThreads() throws Exception {
    ConcurrentLinkedQueue<Runnable> all = new ConcurrentLinkedQueue<>();
    WorkLoop shared = new WorkLoop(all::poll);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> asking = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        asking.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 10_000; i++) {
                    all.add(
                        () -> {
                          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                          done.incrementAndGet();
                          underWay.decrementAndGet();
                        });
                    shared.run();
                  }
                }));
      }
      for (Future<?> asked : asking) {
        asked.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(done).hasValue(40_000);
    assertThat(most).hasValue(1);
  }
}
