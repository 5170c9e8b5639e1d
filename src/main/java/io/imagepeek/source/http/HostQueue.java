package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.QueuedTask;
import io.imagepeek.source.WorkLoop;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
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
 * The exchanges with one host: so many at once, the others wait. An inspection that has begun goes
 * first, so that as many as possible are finished instead of all being late together. Those that
 * have not begun have their turns by caller, so that a batch does not hold up anybody else. What
 * cannot be done by its deadline is refused as soon as that is known. No thread waits.
 */
final class HostQueue {

  /** Has something done when so many nanoseconds have passed. */
  interface Later {
    void run(Runnable action, long nanos);
  }

  /** Requests with which an inspection goes first; one that needs more has turns as all others. */
  private static final int FIRST_REQUESTS = 16;

  /** How often those that wait are looked through, at most. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** An estimate must be beyond what is left by this factor: to refuse wrongly is worse. */
  private static final double CAUTION = 0.9;

  private final String host;
  private final int places;
  private final int mostWaiting;
  private final LongSupplier nanos;
  private final Later later;
  private final WorkLoop begins = new WorkLoop(this::next);

  // All below is guarded by this.
  private final HostLoad load = new HostLoad();
  private final ReservedPermits kept = new ReservedPermits();
  private final Deque<Waiting<?>> begun = new ArrayDeque<>();
  private final Deque<Runnable> hopeless = new ArrayDeque<>();
  private final CallerQueues<Waiting<?>> others = new CallerQueues<>();
  private final Map<InspectionContext, Integer> requests = new HashMap<>();
  private final Map<Object, Integer> runningOf = new HashMap<>();
  private int waiting;
  private int running;
  private int starving;
  private long looked;

  /**
   * @param host as failures call it
   * @param places exchanges at once
   * @param mostWaiting exchanges that wait at most
   * @param nanos of a monotonic clock
   * @param later has something done when so many nanoseconds have passed
   */
  HostQueue(String host, int places, int mostWaiting, LongSupplier nanos, Later later) {
    this.host = host;
    this.places = places;
    this.mostWaiting = mostWaiting;
    this.nanos = nanos;
    this.later = later;
    this.looked = nanos.getAsLong();
  }

  /**
   * Runs the exchange when its turn has come. One that gives up its place waits for memory here: it
   * is no reason to begin what would need more. Fails with an {@link AttemptFailure} where it
   * cannot be done in time, or where too many wait.
   */
  <T> Uni<T> enter(InspectionContext context, Function<Permit, Uni<T>> exchange) {
    return Uni.createFrom().emitter(emitter -> add(new Waiting<>(context, exchange, emitter)));
  }

  private void add(Waiting<?> one) {
    boolean full;
    synchronized (this) {
      full = waiting >= mostWaiting;
      if (!full) {
        if (one.goesFirst()) {
          begun.add(one);
        } else {
          others.add(one.caller, one);
        }
        waiting++;
      }
    }
    if (full) {
      one.refuse("too many requests wait for " + host);
      return;
    }
    begins.run();
  }

  private void leave(Waiting<?> one) {
    synchronized (this) {
      starve(one, false);
      one.runs = false;
      running--;
      runningOf.computeIfPresent(one.caller, (caller, now) -> now == 1 ? null : now - 1);
      long now = nanos.getAsLong();
      load.took(now - one.started);
      long keeping = waiting == 0 ? 0 : ReservedPermits.nanos(load.exchange());
      if (keeping > 0 && !one.inspection.ended()) {
        kept.keep(one.inspection, now + keeping);
        later.run(begins::run, keeping);
      }
    }
    begins.run();
  }

  private synchronized void starve(Waiting<?> one, boolean starves) {
    if (!one.runs || one.starves == starves) {
      return;
    }
    one.starves = starves;
    long now = nanos.getAsLong();
    if (starves) {
      running--;
      starving++;
      one.starved = now;
    } else {
      running++;
      starving--;
      one.started += now - one.starved; // which is not the host's time
    }
  }

  private void gone(Waiting<?> one) {
    synchronized (this) {
      boolean waited = begun.remove(one) || others.remove(one.caller, one);
      if (waited) {
        waiting--;
        return;
      }
    }
    one.work.cancel();
  }

  /** What is to be done now: one who has no chance is refused, or the next one begins. */
  private synchronized @Nullable Runnable next() {
    refuseHopeless();
    if (hopeless.isEmpty()) {
      Waiting<?> first = first();
      return first == null ? null : admitOrRefuse(first);
    }
    return hopeless.remove();
  }

  /** The next one that may begin; it does not wait any more. */
  private @Nullable Waiting<?> first() {
    if (running >= places || waiting == 0) {
      return null;
    }
    int taken = running + kept.count(nanos.getAsLong());
    Waiting<?> next = firstBegun(taken < places);
    return next == null && taken < places && starving == 0 ? firstOther() : next;
  }

  private @Nullable Waiting<?> firstBegun(boolean free) {
    for (Iterator<Waiting<?>> all = begun.iterator(); all.hasNext(); ) {
      Waiting<?> one = all.next();
      if ((free || kept.isKeptFor(one.inspection)) && mayRun(one)) {
        all.remove();
        waiting--;
        return one;
      }
    }
    return null;
  }

  private @Nullable Waiting<?> firstOther() {
    Waiting<?> first = others.poll(this::mayRun);
    if (first != null) {
      waiting--;
    }
    return first;
  }

  /** No caller has more than a quarter of the places while there are others. */
  private boolean mayRun(Waiting<?> one) {
    return runningOf.getOrDefault(one.caller, 0) < Math.max(1, places / 4) || isAlone(one.caller);
  }

  private boolean isAlone(Object caller) {
    return runningOf.keySet().stream().allMatch(caller::equals)
        && others.callers().stream().allMatch(caller::equals)
        && begun.stream().allMatch(other -> other.caller.equals(caller));
  }

  private Runnable admitOrRefuse(Waiting<?> one) {
    double needed = one.isNew() ? load.inspection() * CAUTION : load.shortest() * CAUTION;
    if (needed > one.left() && waiting > 0) {
      return () -> one.refuse(late(needed, one));
    }
    running++;
    one.runs = true;
    runningOf.merge(one.caller, 1, Integer::sum);
    one.started = nanos.getAsLong();
    InspectionContext inspection = one.inspection;
    kept.release(inspection);
    boolean first = requests.merge(inspection, 1, Integer::sum) == 1;
    return () -> {
      if (first) {
        inspection.onEnd(() -> ended(inspection));
      }
      one.work.begin();
    };
  }

  /** Those that have no chance hear of it now, and can be asked for elsewhere or later. */
  private void refuseHopeless() {
    long now = nanos.getAsLong();
    if (waiting == 0 || load.exchange() == 0 || now - looked < LOOK_NANOS) {
      return;
    }
    looked = now;
    AtomicInteger before = new AtomicInteger();
    others.removeIf(
        one -> {
          // As many as there are places go on at once, and then as many again.
          double needed = (1 + before.get() / places) * load.inspection();
          if (needed * CAUTION <= one.left()) {
            before.incrementAndGet();
            return false;
          }
          waiting--;
          hopeless.add(() -> one.refuse(late(needed, one)));
          return true;
        });
  }

  private String late(double needed, Waiting<?> one) {
    return "connection timeout: %s takes %s for a request and others wait for it; it would have taken %s, and %s were left"
        .formatted(
            host, HostLoad.text(load.exchange()), HostLoad.text(needed), HostLoad.text(one.left()));
  }

  private void ended(InspectionContext inspection) {
    synchronized (this) {
      kept.release(inspection);
      Integer made = requests.remove(inspection);
      if (made != null) {
        load.needed(made);
      }
    }
    begins.run();
  }

  private final class Waiting<T> implements Permit {
    private final InspectionContext context;
    private final InspectionContext inspection;
    private final Object caller;
    private final QueuedTask<T> work;
    // Guarded by the queue.
    private boolean runs;
    private boolean starves;
    private long started;
    private long starved;

    Waiting(
        InspectionContext context,
        Function<Permit, Uni<T>> exchange,
        UniEmitter<? super T> emitter) {
      this.context = context;
      this.inspection = context.inspection();
      this.caller = context.caller();
      this.work =
          new QueuedTask<>(() -> exchange.apply(this), emitter, () -> HostQueue.this.leave(this));
      emitter.onTermination(() -> gone(this));
    }

    /** Whether its inspection has made no request yet. */
    boolean isNew() {
      return context.requests() == 0;
    }

    boolean goesFirst() {
      int made = context.requests();
      return made > 0 && made < FIRST_REQUESTS;
    }

    /** Nanoseconds before the deadline. */
    double left() {
      return context.remaining().toNanos();
    }

    @Override
    public void release() {
      starve(this, true);
      begins.run();
    }

    @Override
    public void reacquire() {
      starve(this, false);
    }

    void refuse(String why) {
      work.refuse(AttemptFailure.permanent(new RegistryConnectionFailure(why), Blame.UNKNOWN));
    }
  }
}
