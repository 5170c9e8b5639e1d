package io.imagepeek.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedExecutorTest {

  private final BoundedExecutor work = new BoundedExecutor("test", 1, 1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @AfterEach
  void release() {
    released.countDown();
  }

  private Uni<String> held() {
    return work.run(
        () -> {
          begun.countDown();
          assertThat(released.await(10, TimeUnit.SECONDS)).isTrue();
          return Thread.currentThread().getName();
        });
  }

  @Test
  void runsOnThreadsOfItsOwn() {
    released.countDown();

    assertThat(held().await().indefinitely()).isEqualTo("imagepeek-test");
  }

  @Test
  void failsAsTheWorkDoes() {
    Uni<String> failing =
        work.run(
            () -> {
              throw new IllegalArgumentException("why");
            });

    assertThatThrownBy(() -> failing.await().indefinitely())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("why");
  }

  @Test
  void moreThanMayWaitFailsAtOnce() throws InterruptedException {
    held().subscribe().withSubscriber(UniAssertSubscriber.create());
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    held().subscribe().withSubscriber(UniAssertSubscriber.create());

    held()
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .awaitFailure()
        .assertFailedWith(RejectedExecutionException.class);
  }

  @Test
  void whatIsCancelledBeforeItsTurnIsNotBegun() throws InterruptedException {
    AtomicBoolean ran = new AtomicBoolean();
    UniAssertSubscriber<String> first =
        held().subscribe().withSubscriber(UniAssertSubscriber.create());
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    work.run(
            () -> {
              ran.set(true);
              return "never";
            })
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create())
        .cancel();
    released.countDown();
    first.awaitItem();

    assertThat(work.run(() -> "next").await().indefinitely()).isEqualTo("next");
    assertThat(ran).isFalse();
  }
}
