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
 * The time of one attempt. It stands still while the attempt waits for memory, which the peer
 * cannot help. Safe for many threads.
 */
public final class AttemptClock {

  private final Permit permit;
  // All of these are guarded by this.
  private long nanosLeft;
  private long runningSince;
  private boolean over;
  private @Nullable Runnable onTimeout;
  private @Nullable ScheduledFuture<?> timer;

  /**
   * A clock that has not begun.
   *
   * @param permit others may use it while the attempt waits for memory
   */
  public AttemptClock(Duration time, Permit permit) {
    this.nanosLeft = time.toNanos();
    this.permit = permit;
  }

  /**
   * The attempt, which is cancelled when its time is over. Subscribe once.
   *
   * @param failure what the result fails with then
   */
  public <T> Uni<T> limit(Uni<T> attempt, Supplier<? extends Throwable> failure) {
    return Uni.createFrom().emitter(emitter -> run(attempt, failure, emitter));
  }

  private <T> void run(
      Uni<T> attempt, Supplier<? extends Throwable> failure, UniEmitter<? super T> emitter) {
    // The attempt may end before subscribe() returns: then there is nothing to cancel.
    Running running = new Running();
    emitter.onTermination(
        () -> {
          end();
          running.cancel();
        });
    start(
        () -> {
          Throwable timeout = failure.get();
          running.cancel();
          emitter.fail(timeout);
        });
    running.set(attempt.subscribe().with(emitter::complete, emitter::fail));
  }

  private static final class Running {
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private volatile @Nullable Cancellable attempt;

    void set(Cancellable subscription) {
      attempt = subscription;
      if (cancelled.get()) {
        subscription.cancel();
      }
    }

    void cancel() {
      cancelled.set(true);
      Cancellable subscription = attempt;
      if (subscription != null) {
        subscription.cancel();
      }
    }
  }

  private synchronized void start(Runnable action) {
    onTimeout = action;
    go();
  }

  /** The attempt waits for memory from now on. */
  void pause() {
    stop();
    permit.release();
  }

  /** There is memory: the attempt waits for its peer again. */
  void resume() {
    go();
    permit.reacquire();
  }

  private synchronized void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
      nanosLeft -= System.nanoTime() - runningSince;
    }
  }

  private synchronized void go() {
    Runnable action = onTimeout;
    if (timer == null && !over && action != null) {
      runningSince = System.nanoTime();
      timer =
          Infrastructure.getDefaultWorkerPool()
              .schedule(action, Math.max(0, nanosLeft), TimeUnit.NANOSECONDS);
    }
  }

  private synchronized void end() {
    over = true;
    stop();
  }
}
