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

/** Waits for work until one of the work, the inspection's time and its caller is at its end. */
final class TimedWait<T> {

  private final InspectionContext context;
  private final Runnable abandoned;
  private final UniEmitter<? super T> emitter;
  private final AtomicBoolean over = new AtomicBoolean();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

  /**
   * @param abandoned is told if the inspection ends first
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
    // Ended first of all, before anybody hears of it: what comes next may need its place.
    unused = ended.thenRun(begun::cancel);
    if (!over.get()) { // most answers from memory are there already
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
      emitter.fail(new RegistryConnectionFailure("nobody waits for it any more"));
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
