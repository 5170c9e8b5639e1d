package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.WorkLoop;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue of the exchanges with one host. A limited number runs at once, the others wait.
 * Inspections that have begun go first, so that as many as possible finish in time. The queue
 * alternates between the callers of the others, so that a batch does not delay anyone else. An
 * exchange that cannot be done by its deadline is refused as soon as that is known. No thread
 * blocks.
 */
final class HostQueue {

  /** Runs an action after some nanoseconds. */
  interface Later {
    void run(Runnable action, long nanos);
  }

  /** The least time between two checks of all waiting exchanges. */
  private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** Estimates are lowered by this factor: a wrong refusal is worse than a late one. */
  private static final double CAUTION = 0.9;

  private final String host;
  private final int permits;
  private final int maxWaiting;
  private final LongSupplier nanos;
  private final Later later;
  private final WorkLoop starts = new WorkLoop(this::next);

  // All below is guarded by this.
  private final HostLoad load = new HostLoad();
  private final ReservedPermits reserved = new ReservedPermits();
  private final Deque<QueuedExchange<?>> begun = new ArrayDeque<>();
  private final Deque<Runnable> refusals = new ArrayDeque<>();
  private final CallerQueues<QueuedExchange<?>> others = new CallerQueues<>();
  private final Map<InspectionContext, Integer> requests = new HashMap<>();
  private final Map<Object, Integer> runningOf = new HashMap<>();
  private int waiting;
  private int running;
  private int awaitingMemory;
  private long lastCheck;

  /**
   * An empty queue.
   *
   * @param host its name in failures
   * @param permits how many exchanges run at once, at least 1
   * @param maxWaiting how many exchanges may wait
   * @param nanos a monotonic clock
   * @param later runs actions after a delay
   */
  HostQueue(String host, int permits, int maxWaiting, LongSupplier nanos, Later later) {
    this.host = host;
    this.permits = permits;
    this.maxWaiting = maxWaiting;
    this.nanos = nanos;
    this.later = later;
    this.lastCheck = nanos.getAsLong();
  }

  /**
   * Runs the exchange when it gets a permit. Fails with an {@link AttemptFailure} where it cannot
   * be done in time, or where too many wait.
   *
   * <p>An exchange leaves its permit while it waits for memory. Until then no new inspection
   * begins: it would need memory, too.
   */
  <T> Uni<T> enter(InspectionContext context, Function<Permit, Uni<T>> exchange) {
    return Uni.createFrom()
        .emitter(emitter -> add(new QueuedExchange<>(this, context, exchange, emitter)));
  }

  private void add(QueuedExchange<?> entry) {
    boolean full;
    synchronized (this) {
      full = waiting >= maxWaiting;
      if (!full) {
        if (entry.goesFirst()) {
          begun.add(entry);
        } else {
          others.add(entry.caller, entry);
        }
        waiting++;
      }
    }
    if (full) {
      entry.refuse("too many requests wait for " + host);
      return;
    }
    starts.run();
  }

  /** The exchange has ended: its permit is free, or reserved for its inspection for a moment. */
  void release(QueuedExchange<?> entry) {
    synchronized (this) {
      setAwaitingMemory(entry, false);
      entry.runs = false;
      running--;
      runningOf.computeIfPresent(entry.caller, (caller, now) -> now == 1 ? null : now - 1);
      long now = nanos.getAsLong();
      load.took(now - entry.started);
      long reservation = waiting == 0 ? 0 : ReservedPermits.nanos(load.exchange());
      if (reservation > 0 && !entry.inspection.ended()) {
        reserved.reserve(entry.inspection, now + reservation);
        later.run(starts::run, reservation);
      }
    }
    starts.run();
  }

  /** The exchange waits for memory, and does not use its permit meanwhile. */
  void startMemoryWait(QueuedExchange<?> entry) {
    setAwaitingMemory(entry, true);
    starts.run();
  }

  /** The exchange uses its permit again, even if that makes one too many. */
  void endMemoryWait(QueuedExchange<?> entry) {
    setAwaitingMemory(entry, false);
  }

  private synchronized void setAwaitingMemory(QueuedExchange<?> entry, boolean awaitsMemory) {
    if (!entry.runs || entry.awaitsMemory == awaitsMemory) {
      return;
    }
    entry.awaitsMemory = awaitsMemory;
    long now = nanos.getAsLong();
    if (awaitsMemory) {
      running--;
      awaitingMemory++;
      entry.memoryWaitStarted = now;
    } else {
      running++;
      awaitingMemory--;
      entry.started += now - entry.memoryWaitStarted; // the wait is not the host's time
    }
  }

  /** The exchange is no longer needed: it is removed from the queue, or cancelled if it runs. */
  void removeOrCancel(QueuedExchange<?> entry) {
    synchronized (this) {
      boolean waited = begun.remove(entry) || others.remove(entry.caller, entry);
      if (waited) {
        waiting--;
        return;
      }
    }
    entry.work.cancel();
  }

  /** What is to be done now: an entry is refused or starts. */
  private synchronized @Nullable Runnable next() {
    refuseTooLate();
    if (refusals.isEmpty()) {
      QueuedExchange<?> first = first();
      return first == null ? null : admitOrRefuse(first);
    }
    return refusals.remove();
  }

  /** Removes the next entry that may start. */
  private @Nullable QueuedExchange<?> first() {
    if (running >= permits || waiting == 0) {
      return null;
    }
    int taken = running + reserved.count(nanos.getAsLong());
    QueuedExchange<?> next = nextBegun(taken < permits);
    return next == null && taken < permits && awaitingMemory == 0 ? nextOther() : next;
  }

  private @Nullable QueuedExchange<?> nextBegun(boolean free) {
    for (Iterator<QueuedExchange<?>> all = begun.iterator(); all.hasNext(); ) {
      QueuedExchange<?> entry = all.next();
      if ((free || reserved.isReservedFor(entry.inspection)) && mayRun(entry)) {
        all.remove();
        waiting--;
        return entry;
      }
    }
    return null;
  }

  private @Nullable QueuedExchange<?> nextOther() {
    QueuedExchange<?> first = others.poll(this::mayRun);
    if (first != null) {
      waiting--;
    }
    return first;
  }

  /** No caller has more than a quarter of the permits while there are others. */
  private boolean mayRun(QueuedExchange<?> entry) {
    return runningOf.getOrDefault(entry.caller, 0) < Math.max(1, permits / 4)
        || isAlone(entry.caller);
  }

  private boolean isAlone(Object caller) {
    return runningOf.keySet().stream().allMatch(caller::equals)
        && others.callers().stream().allMatch(caller::equals)
        && begun.stream().allMatch(other -> other.caller.equals(caller));
  }

  private Runnable admitOrRefuse(QueuedExchange<?> entry) {
    double needed = entry.isNew() ? load.inspection() * CAUTION : load.shortest() * CAUTION;
    if (needed > entry.left() && waiting > 0) {
      return () -> entry.refuse(tooLate(needed, entry));
    }
    running++;
    entry.runs = true;
    runningOf.merge(entry.caller, 1, Integer::sum);
    entry.started = nanos.getAsLong();
    InspectionContext inspection = entry.inspection;
    reserved.release(inspection);
    boolean first = requests.merge(inspection, 1, Integer::sum) == 1;
    return () -> {
      if (first) {
        inspection.onEnd(() -> ended(inspection));
      }
      entry.work.begin();
    };
  }

  /** Refuses what cannot be done in time, so that its caller can try elsewhere or later. */
  private void refuseTooLate() {
    long now = nanos.getAsLong();
    if (waiting == 0 || load.exchange() == 0 || now - lastCheck < CHECK_NANOS) {
      return;
    }
    lastCheck = now;
    AtomicInteger before = new AtomicInteger();
    others.removeIf(
        entry -> {
          // Inspections run in rounds, as many at once as there are permits.
          double needed = (1 + before.get() / permits) * load.inspection();
          if (needed * CAUTION <= entry.left()) {
            before.incrementAndGet();
            return false;
          }
          waiting--;
          refusals.add(() -> entry.refuse(tooLate(needed, entry)));
          return true;
        });
  }

  private String tooLate(double needed, QueuedExchange<?> entry) {
    return "connection timeout: %s takes %s for a request and others wait for it; it would have taken %s, and %s were left"
        .formatted(
            host,
            HostLoad.text(load.exchange()),
            HostLoad.text(needed),
            HostLoad.text(entry.left()));
  }

  private void ended(InspectionContext inspection) {
    synchronized (this) {
      reserved.release(inspection);
      Integer made = requests.remove(inspection);
      if (made != null) {
        load.needed(made);
      }
    }
    starts.run();
  }
}
