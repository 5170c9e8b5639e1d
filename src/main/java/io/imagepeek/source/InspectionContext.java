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
 * The state of one running inspection: the time left, whether a caller still waits, and what it has
 * used. Everything that takes time or sends a request receives it.
 *
 * <p>Thread-safe, because an exchange ends on the thread of its connection.
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

  /** For shared work: the inspections that wait for it, the opener first. */
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

  /** Starts an inspection now, without a limit of requests. */
  public InspectionContext(InstantSource clock, Duration budget) {
    this(clock, budget, RequestBudget.ofInspection(Integer.MAX_VALUE));
  }

  /**
   * Starts the inspection now.
   *
   * @param clock a steady clock
   * @param budget the time until its deadline
   * @param requests the requests that it may send
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
   * Starts one inspection of a batch. It has the same caller, and ends at this deadline at the
   * latest.
   *
   * @param atMost the maximum time for this inspection
   * @param ownRequests the requests that it may send, within those of the whole batch
   */
  public InspectionContext part(Duration atMost, int ownRequests) {
    Duration left = remaining();
    return new InspectionContext(
        clock, atMost.compareTo(left) < 0 ? atMost : left, requests.part(ownRequests), caller);
  }

  /**
   * A context for work that other inspections may share. It continues after this inspection ends if
   * others still wait, and its requests count for this inspection.
   */
  InspectionContext shared() {
    return new InspectionContext(this);
  }

  /** Adds an inspection to shared work. The work may last until the latest of their deadlines. */
  void shareWith(InspectionContext other) {
    sharers.add(other);
    synchronized (this) {
      deadlineMillis = Math.max(deadlineMillis, other.deadlineMillis);
    }
  }

  /** The inspection that this belongs to; for shared work, the one that opened it. */
  public InspectionContext inspection() {
    return inspection;
  }

  /** The caller: the same object for all inspections of a batch, and for no others. */
  public Object caller() {
    return caller;
  }

  /** The time that the inspection had when it began. */
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

  /** Whether the inspection has ended. No further request may be sent. */
  public synchronized boolean ended() {
    return ended;
  }

  /** Whether the inspection ended before it had a result. */
  public boolean abandoned() {
    return abandoned;
  }

  /** Ends the inspection and cancels all its exchanges. */
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

  /**
   * The memory that it holds from the budget. It is released at the end of the inspection, unless
   * another user keeps it.
   */
  public HeldMemory holdings() {
    return holdings;
  }

  /**
   * Runs the action when the inspection ends, or at once if it has ended.
   *
   * @return removes the action
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
   * The result of work, but only until the inspection ends or its deadline passes. Then it fails
   * with a {@link io.imagepeek.failure.InspectFailure.RegistryConnectionFailure}, even if the work
   * continues for others.
   *
   * @param late the failure after the deadline
   */
  public <T> Uni<T> whileItLasts(Uni<T> work, Supplier<InspectFailure> late) {
    return Uni.createFrom()
        .emitter(
            emitter -> new TimedWait<T>(this, () -> abandoned = true, emitter).begin(work, late));
  }

  private synchronized void forget(Runnable action) {
    endings.remove(action);
  }

  /** Counts a request to a local engine. Such requests have no limit. */
  public void countRequest() {
    requests.count();
  }

  /**
   * Counts a request that is about to be sent.
   *
   * @throws io.imagepeek.failure.InspectFailure.InspectImageFailure if the request budget is used
   *     up
   */
  public void takeRequest() {
    requests.take();
  }

  /** The failure if no further request may be sent; else empty. */
  public Optional<InspectFailure> requestsUsedUp() {
    return requests.usedUp();
  }

  /** The number of requests sent, including retries. */
  public int requests() {
    return requests.made();
  }

  /** The permit of the inspection, which is released while the inspection only waits. */
  public void holds(Permit permit) {
    activity.hold(permit);
  }

  /** The result of a remote read. While nothing arrives, the inspection counts as waiting. */
  public <T> Uni<T> waiting(Uni<T> read) {
    return activity.waiting(read);
  }

  /**
   * A response has begun to arrive.
   *
   * @return ends the arrival; further runs have no effect
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

  /** Notes the last failed attempt, so that a timeout can name its cause. */
  public void noteFailure(String failure) {
    lastFailure = failure;
    sharers.forEach(sharer -> sharer.noteFailure(failure));
  }

  /** The last failed attempt; empty where there was none. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Notes the registry's rate limit header: the pulls that are left. */
  public void noteRateLimitRemaining(String remaining) {
    rateLimitRemaining = remaining;
    sharers.forEach(sharer -> sharer.noteRateLimitRemaining(remaining));
  }

  /** The registry's last rate limit header. */
  public Optional<String> rateLimitRemaining() {
    return Optional.ofNullable(rateLimitRemaining);
  }

  /** Notes the freshness of the response or of a part of it. The oldest part counts. */
  public synchronized void noteFreshness(Freshness fresh) {
    if (freshness == null || fresh.age().compareTo(freshness.age()) > 0) {
      freshness = fresh;
    }
  }

  /** The freshness of the response; empty if the source has no cache, or nothing was read yet. */
  public synchronized Optional<Freshness> freshness() {
    return Optional.ofNullable(freshness);
  }

  /** Notes which reference served the image. */
  public void noteServedBy(String reference) {
    servedBy = reference;
  }

  /** The reference that served the image, if the request has fallbacks. */
  public Optional<String> servedBy() {
    return Optional.ofNullable(servedBy);
  }
}
