package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work that starts later. It starts at most once, and never if its subscriber has cancelled.
 *
 * @param <T> the type of the result
 */
public final class QueuedTask<T> {

  private final Supplier<Uni<T>> work;
  private final UniEmitter<? super T> emitter;
  private final Runnable leave;

  // Guarded by this.
  private boolean cancelled;
  private boolean begun;
  private boolean left;
  private @Nullable Cancellable running;

  /**
   * @param emitter receives the result
   * @param leave runs once after {@link #begin}, when the work has ended or was cancelled
   */
  public QueuedTask(Supplier<Uni<T>> work, UniEmitter<? super T> emitter, Runnable leave) {
    this.work = work;
    this.emitter = emitter;
    this.leave = leave;
  }

  /** Starts the work. Call it without a lock, because the work may end here. */
  public void begin() {
    synchronized (this) {
      begun = true;
    }
    if (isCancelled()) {
      leave();
      return;
    }
    Cancellable started =
        Uni.createFrom()
            .deferred(work::get)
            .subscribe()
            .with(
                item -> end(() -> emitter.complete(item)),
                failure -> end(() -> emitter.fail(failure)));
    boolean cancelNow;
    synchronized (this) {
      running = started;
      cancelNow = cancelled;
    }
    if (cancelNow) {
      // This does nothing if the work has ended.
      started.cancel();
    }
  }

  /** Fails the work without starting it. */
  public void refuse(Throwable failure) {
    emitter.fail(failure);
  }

  /** Cancels the work, because the subscriber has cancelled. */
  public void cancel() {
    Cancellable toCancel;
    boolean leaves;
    synchronized (this) {
      cancelled = true;
      toCancel = running;
      leaves = begun;
    }
    if (toCancel != null) {
      toCancel.cancel();
    }
    if (leaves) {
      leave();
    }
  }

  /** The result is delivered before the next task starts, so that the next task cannot delay it. */
  private void end(Runnable delivery) {
    try {
      delivery.run();
    } finally {
      leave();
    }
  }

  private void leave() {
    synchronized (this) {
      if (left) {
        return;
      }
      left = true;
    }
    leave.run();
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }
}
