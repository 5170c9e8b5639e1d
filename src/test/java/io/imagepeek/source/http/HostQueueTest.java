package io.imagepeek.source.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.imagepeek.source.RequestBudget;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In a time of its own: each exchange takes as long as the test says. */
class HostQueueTest {

  private static final int PERMITS = 16;
  private static final Duration TIME = Duration.ofSeconds(25);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** The moment now. */
  private Duration now = Duration.ZERO;

  private final PriorityQueue<Ending> endings =
      new PriorityQueue<>(Comparator.comparing(Ending::at));
  private final HostQueue queue = queue("slow.test", PERMITS, 1_000);
  private final List<String> failures = new ArrayList<>();
  private int exchanges;

  /**
   * @param caller whose exchange ends, or who does something else then
   */
  private record Ending(Duration at, Object caller, Runnable action) {}

  private HostQueue queue(String host, int permits, int waiting) {
    return new HostQueue(
        host,
        permits,
        waiting,
        () -> now.toNanos(),
        (action, nanos) -> endings.add(new Ending(now.plusNanos(nanos), "the queue", action)));
  }

  /** An inspection that makes one request after the other. */
  private final class Run {
    private final InspectionContext context;
    private final Duration each;
    private final Duration between;
    private int left;
    private Duration ended = Duration.ZERO;
    private boolean done;

    /**
     * @param between the time from a response to the next request
     */
    Run(InspectionContext context, int requests, Duration each, Duration between) {
      this.context = context;
      this.each = each;
      this.between = between;
      this.left = requests;
    }

    void next() {
      if (left == 0) {
        done = true;
        ended = now;
        context.end();
        return;
      }
      left--;
      queue
          .enter(context, permit -> exchange(context, each))
          .subscribe()
          .with(
              response -> {
                if (between.isZero()) {
                  next();
                } else {
                  endings.add(new Ending(now.plus(between), context.caller(), this::next));
                }
              },
              failure -> {
                failures.add(((AttemptFailure) failure).failure().error());
                ended = now;
                context.end();
              });
    }
  }

  private Uni<String> exchange(InspectionContext context, Duration takes) {
    context.takeRequest();
    exchanges++;
    return Uni.createFrom()
        .emitter(
            ends ->
                endings.add(
                    new Ending(now.plus(takes), context.caller(), () -> ends.complete("answer"))));
  }

  private InspectionContext context(Duration time) {
    return new InspectionContext(
        () -> Instant.EPOCH.plus(now), time, RequestBudget.ofInspection(1_000));
  }

  private Run begin(InspectionContext context, int requests) {
    return begin(context, requests, Duration.ZERO);
  }

  private Run begin(InspectionContext context, int requests, Duration between) {
    Run run = new Run(context, requests, SECOND, between);
    run.next();
    return run;
  }

  private void pass() {
    while (!endings.isEmpty()) {
      passOne();
    }
  }

  private void passOne() {
    Ending ending = endings.remove();
    now = ending.at();
    ending.action().run();
  }

  @ParameterizedTest
  @CsvSource({
    // inspections, requests of each, milliseconds between them,
    // how many are possible: 16 times 25 requests, divided by those of each
    "200, 3, 0, 133",
    "250, 2, 0, 200",
    "1000, 1, 0, 400",
    "40, 8, 0, 50",
    "200, 3, 5, 133",
    "250, 2, 5, 200",
  })
  void asManyAsPossibleAreDoneInTime(int inspections, int requests, int between, int possible) {
    Duration pause = Duration.ofMillis(between);
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < inspections; i++) {
      runs.add(begin(context(TIME), requests, pause));
    }
    pass();

    List<Run> done = runs.stream().filter(run -> run.done).toList();
    assertThat(done)
        .hasSizeGreaterThanOrEqualTo((int) Math.ceil(0.95 * Math.min(inspections, possible)));
    assertThat(done).allMatch(run -> run.ended.compareTo(TIME) <= 0);
    assertThat(done.get(0).ended).isEqualTo(SECOND.plus(pause).multipliedBy(requests));
    // No request for what could not be done.
    assertThat(exchanges).isEqualTo(done.size() * requests);
  }

  @Test
  void whatCannotBeDoneIsRefusedEarly_withWhatItWouldHaveTaken() {
    List<Run> runs = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      runs.add(begin(context(TIME), 3));
    }
    pass();

    assertThat(runs.stream().filter(run -> run.ended.compareTo(SECOND.multipliedBy(4)) <= 0))
        .hasSizeGreaterThan(200);
    assertThat(failures)
        .hasSizeGreaterThan(200)
        .allMatch(
            error ->
                error.matches(
                    "connection timeout: slow\\.test takes 1\\.0 s for a request and others wait"
                        + " for it; it would have taken [0-9.]+ s, and [0-9.]+ s were left"));
  }

  @Test
  void oneCallersManyDoNotHoldUpAnothersOne() {
    InspectionContext batch = context(TIME);
    List<Run> many = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      many.add(begin(batch.part(TIME, 200), 3));
    }
    passOne();
    Duration begun = now;
    Run one = begin(context(TIME), 3);
    pass();

    // A turn within a second, and then its three.
    assertThat(one.ended).isLessThanOrEqualTo(begun.plusSeconds(4));
    assertThat(many).filteredOn(run -> run.done).hasSizeGreaterThan(50);
  }

  @Test
  void aCallerAloneHasAllPlaces_andAQuarterWhileOthersWait() {
    InspectionContext batch = context(TIME);
    for (int i = 0; i < 40; i++) {
      begin(batch.part(TIME, 200), 1);
    }
    assertThat(exchanges).isEqualTo(PERMITS);
    for (int i = 0; i < 40; i++) {
      begin(context(TIME), 1);
    }
    assertThat(exchanges).isEqualTo(PERMITS);
    for (int i = 0; i < 2 * PERMITS; i++) {
      passOne();
      assertThat(underWay(under -> under != "the queue")).isEqualTo(PERMITS);
      if (i >= PERMITS) {
        assertThat(underWay(under -> under == batch.caller())).isLessThanOrEqualTo(PERMITS / 4);
      }
    }
    pass();
    assertThat(exchanges).isEqualTo(80);
  }

  private long underWay(Predicate<Object> ofCaller) {
    return endings.stream().map(Ending::caller).filter(ofCaller).count();
  }

  @Test
  void whoWaitsForMemoryHasNoPlace_butNobodyBeginsWhoWouldNeedMore() {
    Map<InspectionContext, Permit> starving = new LinkedHashMap<>();
    for (int i = 0; i < PERMITS; i++) {
      InspectionContext context = context(TIME);
      queue
          .enter(
              context,
              permit -> {
                starving.put(context, permit);
                return exchange(context, SECOND);
              })
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    starving.values().forEach(Permit::release);
    begin(context(TIME), 1);
    assertThat(exchanges).isEqualTo(PERMITS);

    // Who has begun may go on: it may hold what the others wait for.
    InspectionContext holder = starving.keySet().iterator().next();
    begin(holder, 1);
    assertThat(exchanges).isEqualTo(PERMITS + 1);

    starving.values().forEach(Permit::reacquire);
    pass();
    assertThat(exchanges).isEqualTo(PERMITS + 2);
  }

  @Test
  void whatIsCancelledWhileItWaitsLeavesNoTrace() {
    Deque<UniAssertSubscriber<String>> waiting = new ArrayDeque<>();
    for (int i = 0; i < PERMITS + 5; i++) {
      InspectionContext context = context(TIME);
      waiting.add(
          queue
              .enter(context, permit -> exchange(context, SECOND))
              .subscribe()
              .withSubscriber(UniAssertSubscriber.create()));
    }
    for (int i = 0; i < 5; i++) {
      waiting.removeLast().cancel();
    }
    pass();

    assertThat(exchanges).isEqualTo(PERMITS);
    waiting.forEach(UniAssertSubscriber::assertCompleted);
    assertThat(begin(context(TIME), 1).left).isZero();
    pass();
    assertThat(exchanges).isEqualTo(PERMITS + 1);
  }

  @Test
  void whatIsCancelledWhileItRunsGivesItsPlaceToTheNext() {
    List<UniAssertSubscriber<String>> running = new ArrayList<>();
    for (int i = 0; i <= PERMITS; i++) {
      InspectionContext context = context(TIME);
      running.add(
          queue
              .enter(context, permit -> exchange(context, SECOND))
              .subscribe()
              .withSubscriber(UniAssertSubscriber.create()));
    }
    assertThat(exchanges).isEqualTo(PERMITS);

    running.get(0).cancel();

    assertThat(exchanges).isEqualTo(PERMITS + 1);
  }

  @Test
  void tooManyAreToldSo() {
    HostQueue small = queue("slow.test", 1, 1);
    for (int i = 0; i < 2; i++) {
      InspectionContext context = context(TIME);
      small
          .enter(context, permit -> exchange(context, SECOND))
          .subscribe()
          .withSubscriber(UniAssertSubscriber.create());
    }
    InspectionContext third = context(TIME);

    AttemptFailure refused =
        (AttemptFailure)
            small
                .enter(third, permit -> exchange(third, SECOND))
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create())
                .getFailure();

    assertThat(refused.failure().error()).isEqualTo("too many requests wait for slow.test");
  }

  @Test
  void exchangesThatEndAsTheyBeginNeedNoDeepStack() {
    HostQueue narrow = queue("fast.test", 1, 100_000);
    InspectionContext first = context(TIME);
    List<UniAssertSubscriber<String>> all = new ArrayList<>();
    narrow
        .enter(first, permit -> exchange(first, Duration.ofNanos(1)))
        .subscribe()
        .withSubscriber(UniAssertSubscriber.create());
    for (int i = 0; i < 50_000; i++) {
      all.add(
          narrow
              .enter(context(TIME), permit -> Uni.createFrom().item("at once"))
              .subscribe()
              .withSubscriber(UniAssertSubscriber.create()));
    }
    pass();

    all.forEach(UniAssertSubscriber::assertCompleted);
  }
}
