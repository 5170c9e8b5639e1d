package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.QueuedTask;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.function.Function;

/**
 * An exchange that waits in a {@link HostQueue} or runs, and the permit that it runs with.
 *
 * @param <T> the result of the exchange
 */
final class QueuedExchange<T> implements Permit {

  /** The first requests of an inspection go first; its further ones alternate as all others. */
  private static final int FIRST_REQUESTS = 16;

  final InspectionContext inspection;
  final Object caller;
  final QueuedTask<T> work;

  // All of these are guarded by the queue.
  boolean runs;
  boolean awaitsMemory;
  long started;
  long memoryWaitStarted;

  private final HostQueue queue;
  private final InspectionContext context;

  QueuedExchange(
      HostQueue queue,
      InspectionContext context,
      Function<Permit, Uni<T>> exchange,
      UniEmitter<? super T> emitter) {
    this.queue = queue;
    this.context = context;
    this.inspection = context.inspection();
    this.caller = context.caller();
    this.work = new QueuedTask<>(() -> exchange.apply(this), emitter, () -> queue.release(this));
    emitter.onTermination(() -> queue.removeOrCancel(this));
  }

  /** Whether its inspection has made no request yet. */
  boolean isNew() {
    return context.requests() == 0;
  }

  /** Whether its inspection has begun, with few requests so far. */
  boolean goesFirst() {
    int made = context.requests();
    return made > 0 && made < FIRST_REQUESTS;
  }

  /** Nanoseconds until the deadline. */
  double left() {
    return context.remaining().toNanos();
  }

  @Override
  public void release() {
    queue.startMemoryWait(this);
  }

  @Override
  public void reacquire() {
    queue.endMemoryWait(this);
  }

  void refuse(String error) {
    work.refuse(AttemptFailure.permanent(new RegistryConnectionFailure(error), Blame.UNKNOWN));
  }
}
