package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Waits for work until the work ends, the deadline of the inspection passes, or the inspection
 * ends.
 */
final class TimedWait<T> {

  private final InspectionContext context;
  private final Runnable abandoned;
  private final UniEmitter<? super T> emitter;
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /**
   * @param abandoned runs if the inspection ends first
   */
  TimedWait(InspectionContext context, Runnable abandoned, UniEmitter<? super T> emitter) {
    this.context = context;
    this.abandoned = abandoned;
    this.emitter = emitter;
  }

  void begin(Uni<T> work, Supplier<InspectFailure> late) {
    emitter.onTermination(this::finish);
    Runnable takeBack = context.onEnd(this::abandon);
    var unused = ended.thenRun(takeBack);
    Cancellable begun =
        work.subscribe()
            .with(
                item -> {
                  if (finish()) {
                    emitter.complete(item);
                  }
                },
                failure -> {
                  if (finish()) {
                    emitter.fail(failure);
                  }
                });
    // Runs before the result is delivered: the next work may need the permit.
    unused = ended.thenRun(begun::cancel);
    if (!over.get()) { // most cached results are available at once
      ScheduledFuture<?> timer =
          Infrastructure.getDefaultWorkerPool()
              .schedule(
                  () -> {
                    if (finish()) {
                      emitter.fail(late.get());
                    }
                  },
                  context.remaining().toMillis(),
                  TimeUnit.MILLISECONDS);
      unused = ended.thenRun(() -> timer.cancel(false));
    }
  }

  private void abandon() {
    if (finish()) {
      abandoned.run();
      emitter.fail(new RegistryConnectionFailure("the inspection was cancelled"));
    }
  }

  private boolean finish() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    ended.complete(true);
    return true;
  }
}
