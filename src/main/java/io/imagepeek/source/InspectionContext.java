package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One inspection under way: how long it may still take, whether anybody still waits for it, and
 * what it has cost. It is handed to everything that spends time or makes a request.
 *
 * <p>Thread-safe, since an exchange ends on the thread of its connection.
 */
public final class InspectionContext {

  private final InstantSource clock;
  private final Duration budget;
  private final long deadlineMillis;
  private final AtomicInteger requests;
  private final AtomicLong bytesRead;
  private final @Nullable InspectionContext opener;
  private final Holdings holdings;
  private final Set<Runnable> endings = new LinkedHashSet<>();
  private boolean ended;
  private volatile boolean abandoned;
  private volatile @Nullable String lastFailure;
  private volatile @Nullable String rateLimitRemaining;
  private @Nullable Freshness freshness;
  private volatile @Nullable String servedBy;

  /** Starts the inspection now, on the clock given; it has the budget to finish. */
  public InspectionContext(InstantSource clock, Duration budget) {
    this.clock = clock;
    this.budget = budget;
    this.deadlineMillis = clock.millis() + budget.toMillis();
    this.requests = new AtomicInteger();
    this.bytesRead = new AtomicLong();
    this.opener = null;
    this.holdings = new Holdings();
  }

  private InspectionContext(InspectionContext opener) {
    this.clock = opener.clock;
    this.budget = opener.budget;
    this.deadlineMillis = opener.deadlineMillis;
    this.requests = opener.requests;
    this.bytesRead = opener.bytesRead;
    this.opener = opener;
    this.holdings = new Holdings(opener.holdings);
  }

  /**
   * A context for work that others may come to share: it outlives this inspection if they still
   * want it, but has its deadline, tells it what fails, and is charged to it.
   */
  public InspectionContext shared() {
    return new InspectionContext(this);
  }

  /** The time that the whole inspection was given. */
  public Duration budget() {
    return budget;
  }

  /** The time since the inspection began. */
  public Duration elapsed() {
    return Duration.ofMillis(clock.millis() - (deadlineMillis - budget.toMillis()));
  }

  /** The time left before the deadline; zero once it has passed. */
  public Duration remaining() {
    return Duration.ofMillis(Math.max(0, deadlineMillis - clock.millis()));
  }

  /** Whether nobody waits any longer: no further request may be made. */
  public synchronized boolean ended() {
    return ended;
  }

  /** Whether the inspection was ended before its outcome was there. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Ends the inspection: every exchange that is under way is abandoned. */
  public void end() {
    List<Runnable> toRun;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      toRun = new ArrayList<>(endings);
      endings.clear();
    }
    toRun.forEach(Runnable::run);
    holdings.letGo();
  }

  /** What it holds of the memory budget, until it ends, or longer if somebody keeps that. */
  public Holdings holdings() {
    return holdings;
  }

  /**
   * Has the action run when the inspection ends, at once if it has ended already.
   *
   * @return what takes the action back
   */
  public Runnable onEnd(Runnable action) {
    synchronized (this) {
      if (!ended) {
        endings.add(action);
        return () -> forget(action);
      }
    }
    action.run();
    return () -> {};
  }

  /**
   * The outcome of work, given up once the inspection ends or its time is over: also where the work
   * itself goes on for others. It fails then with a {@link RegistryConnectionFailure}.
   *
   * @param late gives the failure of an inspection whose time is over
   */
  public <T> Uni<T> whileItLasts(Uni<T> work, Supplier<InspectFailure> late) {
    return Uni.createFrom().emitter(emitter -> new Wait<T>(emitter).begin(work, late));
  }

  /** Waits for work until one of the work, the time and the caller is at its end. */
  private final class Wait<T> {
    private final UniEmitter<? super T> emitter;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    Wait(UniEmitter<? super T> emitter) {
      this.emitter = emitter;
    }

    void begin(Uni<T> work, Supplier<InspectFailure> late) {
      emitter.onTermination(this::finish);
      Runnable takeBack = onEnd(this::abandon);
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
                    remaining().toMillis(),
                    TimeUnit.MILLISECONDS);
        unused = ended.thenRun(() -> timer.cancel(false));
      }
    }

    private void abandon() {
      if (finish()) {
        abandoned = true;
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

  private synchronized void forget(Runnable action) {
    endings.remove(action);
  }

  /** Counts a request that is about to be written to the wire. */
  public void countRequest() {
    requests.incrementAndGet();
  }

  /** The number of requests made, repeated ones included. */
  public int requests() {
    return requests.get();
  }

  /** Counts bytes of response bodies as they arrive. */
  public void countBytes(long count) {
    bytesRead.addAndGet(count);
  }

  /** The bytes of all response bodies read so far. */
  public long bytesRead() {
    return bytesRead.get();
  }

  /** Remembers what went wrong last, so that a passed deadline can say what it waited for. */
  public void noteFailure(String failure) {
    lastFailure = failure;
    if (opener != null) {
      opener.noteFailure(failure);
    }
  }

  /** What went wrong last, empty where nothing has. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Remembers how many pulls the registry says are left, in the registry's own words. */
  public void noteRateLimitRemaining(String remaining) {
    rateLimitRemaining = remaining;
    if (opener != null) {
      opener.noteRateLimitRemaining(remaining);
    }
  }

  /** What the registry said last of the pulls that are left. */
  public Optional<String> rateLimitRemaining() {
    return Optional.ofNullable(rateLimitRemaining);
  }

  /** Remembers how fresh the answer is, or a part of it: the oldest part counts. */
  public synchronized void noteFreshness(Freshness fresh) {
    if (freshness == null || fresh.age().compareTo(freshness.age()) > 0) {
      freshness = fresh;
    }
  }

  /** How fresh the answer is; empty where the source remembers nothing, or was not asked yet. */
  public synchronized Optional<Freshness> freshness() {
    return Optional.ofNullable(freshness);
  }

  /** Remembers by which of several references the image was found. */
  public void noteServedBy(String reference) {
    servedBy = reference;
  }

  /** By which reference the image was found, where others were named to fall back to. */
  public Optional<String> servedBy() {
    return Optional.ofNullable(servedBy);
  }
}
