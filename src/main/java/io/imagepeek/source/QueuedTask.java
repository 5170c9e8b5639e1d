package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work whose turn comes later. It is begun at most once, and not at all if nobody wants it by then.
 *
 * @param <T> what it gives
 */
public final class QueuedTask<T> {

  private final Supplier<Uni<T>> work;
  private final UniEmitter<? super T> emitter;
  private final Runnable leave;

  // Guarded by this.
  private boolean unwanted;
  private boolean begun;
  private boolean left;
  private @Nullable Cancellable running;

  /**
   * @param emitter hears what came of it
   * @param leave is run once after {@link #begin}, when the work has ended, also by cancellation
   */
  public QueuedTask(Supplier<Uni<T>> work, UniEmitter<? super T> emitter, Runnable leave) {
    this.work = work;
    this.emitter = emitter;
    this.leave = leave;
  }

  /** Its turn has come. To be called without a lock, since the work may end here. */
  public void begin() {
    synchronized (this) {
      begun = true;
    }
    if (isUnwanted()) {
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
    boolean cancelled;
    synchronized (this) {
      running = started;
      cancelled = unwanted;
    }
    if (cancelled) {
      // If it has ended meanwhile, this does nothing.
      started.cancel();
    }
  }

  /** It will have no turn. */
  public void refuse(Throwable failure) {
    emitter.fail(failure);
  }

  /** Nobody waits for it any more. */
  public void cancel() {
    Cancellable toCancel;
    boolean leaves;
    synchronized (this) {
      unwanted = true;
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

  /** What came of it is told first: whoever begins in its place must not delay that. */
  private void end(Runnable telling) {
    try {
      telling.run();
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

  private synchronized boolean isUnwanted() {
    return unwanted;
  }
}
