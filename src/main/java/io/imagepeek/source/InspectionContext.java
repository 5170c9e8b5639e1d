package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final long begunMillis;
  private final RequestBudget requests;
  private final AtomicLong bytesRead;
  private final Activity activity;
  private final InspectionContext inspection;
  private final InspectionContext caller;

  /** Of shared work: the inspections that want it, the opener first. */
  private final List<InspectionContext> sharers = new CopyOnWriteArrayList<>();

  private final HeldMemory holdings;
  private volatile long deadlineMillis;
  private final Set<Runnable> endings = new LinkedHashSet<>();
  private boolean ended;
  private volatile boolean abandoned;
  private volatile @Nullable String lastFailure;
  private volatile @Nullable String rateLimitRemaining;
  private @Nullable Freshness freshness;
  private volatile @Nullable String servedBy;

  /** Starts the inspection now, on the clock given; it has the budget to finish. */
  public InspectionContext(InstantSource clock, Duration budget) {
    this(clock, budget, RequestBudget.ofInspection(Integer.MAX_VALUE));
  }

  /**
   * Starts the inspection now.
   *
   * @param clock one that only passes
   * @param budget the time that it has
   * @param requests that it may make
   */
  public InspectionContext(InstantSource clock, Duration budget, RequestBudget requests) {
    this(clock, budget, requests, null);
  }

  private InspectionContext(
      InstantSource clock,
      Duration budget,
      RequestBudget requests,
      @Nullable InspectionContext caller) {
    this.clock = clock;
    this.budget = budget;
    this.begunMillis = clock.millis();
    this.deadlineMillis = begunMillis + budget.toMillis();
    this.requests = requests;
    this.bytesRead = new AtomicLong();
    this.activity = new Activity();
    this.inspection = this;
    this.caller = caller == null ? this : caller;
    this.holdings = new HeldMemory();
  }

  private InspectionContext(InspectionContext opener) {
    this.clock = opener.clock;
    this.budget = opener.budget;
    this.begunMillis = opener.begunMillis;
    this.deadlineMillis = opener.deadlineMillis;
    this.requests = opener.requests;
    this.bytesRead = opener.bytesRead;
    this.activity = opener.activity;
    this.inspection = opener.inspection;
    this.caller = opener.caller;
    this.sharers.add(opener);
    this.holdings = new HeldMemory(opener.holdings);
  }

  /**
   * Starts one of several inspections that this is for: it ends in this time, and what it asks for
   * is asked for by this one's caller.
   *
   * @param atMost the time it may have of its own
   * @param ownRequests that it may make of those of all together
   */
  public InspectionContext part(Duration atMost, int ownRequests) {
    Duration left = remaining();
    return new InspectionContext(
        clock, atMost.compareTo(left) < 0 ? atMost : left, requests.part(ownRequests), caller);
  }

  /**
   * A context for work that others may come to share: it outlives this inspection if they still
   * want it, and is charged to it.
   */
  InspectionContext shared() {
    return new InspectionContext(this);
  }

  /** Takes another inspection among those that shared work is for: it lasts as long as the last. */
  void shareWith(InspectionContext other) {
    sharers.add(other);
    synchronized (this) {
      deadlineMillis = Math.max(deadlineMillis, other.deadlineMillis);
    }
  }

  /** The inspection that this belongs to: the one that has opened it, where it is shared work. */
  public InspectionContext inspection() {
    return inspection;
  }

  /** Who has asked for it: the same for all inspections of a batch, and for no other. */
  public Object caller() {
    return caller;
  }

  /** The time that the whole inspection was given. */
  public Duration budget() {
    return budget;
  }

  /** The time since the inspection began. */
  public Duration elapsed() {
    return Duration.ofMillis(clock.millis() - begunMillis);
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
  public HeldMemory holdings() {
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
   * itself goes on for others. It fails then with a {@link
   * io.imagepeek.failure.InspectFailure.RegistryConnectionFailure}.
   *
   * @param late gives the failure of an inspection whose time is over
   */
  public <T> Uni<T> whileItLasts(Uni<T> work, Supplier<InspectFailure> late) {
    return Uni.createFrom()
        .emitter(
            emitter -> new TimedWait<T>(this, () -> abandoned = true, emitter).begin(work, late));
  }

  private synchronized void forget(Runnable action) {
    endings.remove(action);
  }

  /** Counts a request to an engine of this machine, of which any number may be made. */
  public void countRequest() {
    requests.count();
  }

  /**
   * Counts a request that is about to be written to the wire.
   *
   * @throws io.imagepeek.failure.InspectFailure.InspectImageFailure if no further one may be made
   */
  public void takeRequest() {
    requests.take();
  }

  /** The failure of who may make no further request; empty where one may be made. */
  public Optional<InspectFailure> requestsUsedUp() {
    return requests.usedUp();
  }

  /** The number of requests made, repeated ones included. */
  public int requests() {
    return requests.made();
  }

  /** What the inspection has among those that run: it is given up while the inspection waits. */
  public void holds(Permit place) {
    activity.hold(place);
  }

  /** The outcome of a read from elsewhere: while nothing of it arrives, nothing runs here. */
  public <T> Uni<T> waiting(Uni<T> read) {
    return activity.waiting(read);
  }

  /**
   * Something that is read has begun to arrive.
   *
   * @return says that it has arrived; what more often is asked of it has no effect
   */
  public Runnable arriving() {
    return activity.arriving();
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
    sharers.forEach(sharer -> sharer.noteFailure(failure));
  }

  /** What went wrong last, empty where nothing has. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Remembers how many pulls the registry says are left, in the registry's own words. */
  public void noteRateLimitRemaining(String remaining) {
    rateLimitRemaining = remaining;
    sharers.forEach(sharer -> sharer.noteRateLimitRemaining(remaining));
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
