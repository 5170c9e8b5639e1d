package io.imagepeek.source.http;

import io.imagepeek.source.Permit;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time of one attempt. It stands still while the attempt waits for us, which is not the peer's
 * fault. Safe for many threads.
 */
final class AttemptClock {

  private final Permit place;
  // All of these are guarded by this.
  private long nanosLeft;
  private long runningSince;
  private boolean over;
  private @Nullable Runnable late;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * @param place at the host, which others may have while the attempt waits for us
   */
  AttemptClock(Duration time, Permit place) {
    this.nanosLeft = time.toNanos();
    this.place = place;
  }

  /**
   * The attempt, which is cancelled when its time is over. To be subscribed once.
   *
   * @param failure what it fails with then
   */
  <T> Uni<T> bound(Uni<T> attempt, Supplier<? extends Throwable> failure) {
    return Uni.createFrom().emitter(emitter -> run(attempt, failure, emitter));
  }

  private <T> void run(
      Uni<T> attempt, Supplier<? extends Throwable> failure, UniEmitter<? super T> emitter) {
    // Its own end is told at once; if it ends before it is known here, there is nothing to cancel.
    Running running = new Running();
    emitter.onTermination(
        () -> {
          end();
          running.cancel();
        });
    start(
        () -> {
          Throwable said = failure.get();
          running.cancel();
          emitter.fail(said);
        });
    running.set(attempt.subscribe().with(emitter::complete, emitter::fail));
  }

  private static final class Running {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile @Nullable Cancellable attempt;

    void set(Cancellable begun) {
      attempt = begun;
      if (cancelled.get()) {
        begun.cancel();
      }
    }

    void cancel() {
      cancelled.set(true);
      Cancellable begun = attempt;
      if (begun != null) {
        begun.cancel();
      }
    }
  }

  private synchronized void start(Runnable tooLate) {
    late = tooLate;
    go();
  }

  /** From now on it is we who are waited for. */
  void pause() {
    stop();
    place.release();
  }

  /** It is the peer's turn again. */
  void resume() {
    go();
    place.reacquire();
  }

  private synchronized void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
      nanosLeft -= System.nanoTime() - runningSince;
    }
  }

  private synchronized void go() {
    Runnable tooLate = late;
    if (timer == null && !over && tooLate != null) {
      runningSince = System.nanoTime();
      timer =
          Infrastructure.getDefaultWorkerPool()
              .schedule(tooLate, Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void end() {
    over = true;
    stop();
  }
}
