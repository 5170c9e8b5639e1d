package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ParserExecutorTest {

  private static final int LARGE = 4 * 1024 * 1024;

  private final ParserExecutor parsers = new ParserExecutor();
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch bothBusy = new CountDownLatch(2);
  private final CountDownLatch held = new CountDownLatch(1);

  @Test
  void manyDocumentsOfOnePlaceDoNotHoldUpAnothers() throws Exception {
    List<UniAssertSubscriber<String>> all = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      all.add(parse("busy", "busy " + i));
    }
    assertThat(bothBusy.await(10, TimeUnit.SECONDS)).isTrue();
    all.add(parse("stranger", "stranger"));

    held.countDown();
    all.forEach(one -> one.awaitItem(Duration.ofSeconds(30)));

    // Two had begun; each place has its turn then.
    assertThat(begun.indexOf("stranger")).isBetween(2, 4);
    assertThat(begun).hasSize(61);
  }

  @Test
  void whatIsSmallIsParsedWhereItArrives() {
    Thread here = Thread.currentThread();

    assertThat(parsers.compute("a", 64 * 1024, Thread::currentThread).await().indefinitely())
        .isSameAs(here);
    assertThat(parsers.compute("a", 64 * 1024 + 1, Thread::currentThread).await().indefinitely())
        .isNotSameAs(here);
  }

  private UniAssertSubscriber<String> parse(String origin, String name) {
    return parsers
        .compute(
            origin,
            LARGE,
            () -> {
              begun.add(name);
              bothBusy.countDown();
              try {
                held.await();
              } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
              }
              return name;
            })
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
  }
}
