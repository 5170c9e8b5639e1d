package io.imagepeek.soak;

import io.imagepeek.soak.attack.Attack;
import io.imagepeek.soak.attack.Report;
import io.imagepeek.soak.attack.Scale;
import io.imagepeek.soak.attack.Stage;
import io.imagepeek.soak.wire.Ask;
import io.imagepeek.soak.wire.Callers;
import io.imagepeek.soak.wire.HostileHost;
import io.imagepeek.soak.wire.Loop;
import io.imagepeek.soak.wire.Registries;
import io.imagepeek.soak.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/** Runs the attacks one after the other, and the normal client all the time. */
final class Campaign {

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration RECOVERY = Duration.ofSeconds(20);
  private static final int WARM_UP = 3000;
  private static final List<Integer> MINUTES = List.of(1, 5, 10);

  private final Options options;
  private final Scale scale;
  private final List<Attack> attacks;
  private final HostileHost slow;
  private final Map<String, Vitals> vitals = Collections.synchronizedMap(new LinkedHashMap<>());

  Campaign(Options options, Scale scale, List<Attack> attacks, Registries registries)
      throws IOException {
    this.options = options;
    this.scale = scale;
    this.attacks = attacks;
    slow = Attack.slow(registries);
  }

  /**
   * Runs all.
   *
   * @param question the request of the normal client
   */
  Run run(Function function, String question) throws IOException, InterruptedException {
    try (Loop loop = Loop.start("attackers", Thread.MIN_PRIORITY);
        SteadyCaller steady = new SteadyCaller(() -> function.application().uri(question))) {
      warmUp(stage(loop, function), question, WARM_UP);
      long start = System.nanoTime();
      Thread clock = new Thread(() -> lookEachMinute(function, start), "minutes");
      clock.setDaemon(true);
      clock.start();
      steady.begin();
      look(function, "before the attacks");
      Thread.sleep(quiet().toMillis());
      long quietEnd = System.nanoTime();
      List<Phase> phases = new ArrayList<>();
      List<String> notRun = new ArrayList<>();
      long end = start + options.time().toNanos();
      for (Attack attack : attacks) {
        if (System.nanoTime() - end > 0) {
          notRun.add(attack.name());
        } else {
          phases.add(phase(attack, loop, function, steady, question));
        }
      }
      if (options.only() == null && !options.quick()) {
        Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
      }
      look(function, "at the end");
      clock.interrupt();
      clock.join();
      // A question may have been answered after its attack.
      phases.replaceAll(phase -> phase.with(Window.of(steady, phase.from(), phase.to())));
      Window quietWindow = Window.of(steady, start, quietEnd);
      steady.stop();
      Ending ending = Ending.of(function, stage(loop, function), slow);
      FunctionLog log = function.log();
      return new Run(
          quietWindow,
          phases,
          notRun,
          vitals,
          log.between(0, log.length()),
          function.restarts(),
          ending.millis(),
          ending.lost());
    }
  }

  private Duration quiet() {
    return Duration.ofSeconds(options.quick() || options.only() != null ? 10 : 30);
  }

  private Stage stage(Loop loop, Function function) {
    return new Stage(loop, function.address(), scale, () -> descriptors(function));
  }

  private static int descriptors(Function function) {
    try {
      return function.application().isAlive() ? Vitals.descriptors(function.application()) : -1;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has classes loaded and compiled, so that quiet means quiet. */
  private static void warmUp(Stage stage, String question, int count) throws InterruptedException {
    Callers callers = stage.callers();
    Ask ask =
        Ask.of(
            stage.inspectionPatience(),
            Wire.bytes(
                "GET " + question + " HTTP/1.1\r\nHost: imagepeek\r\nConnection: close\r\n\r\n"));
    stage.inTurn(callers, 4, IntStream.range(0, count).mapToObj(i -> ask).iterator());
    callers.await(Duration.ofSeconds(60));
    if (callers.inspected() != count) {
      throw new IllegalStateException("it does not even work in peace: " + callers.said());
    }
  }

  private Phase phase(
      Attack attack, Loop loop, Function function, SteadyCaller steady, String question)
      throws IOException, InterruptedException {
    long logged = function.log().length();
    long start = System.nanoTime();
    Report report = attack.run(stage(loop, function));
    Thread.sleep(options.quick() ? PAUSE.toMillis() / 2 : PAUSE.toMillis());
    long end = System.nanoTime();
    Window window = Window.of(steady, start, end);
    boolean survived = survived(function, steady);
    if (!survived) {
      function.restart();
      warmUp(stage(loop, function), question, WARM_UP / 3);
    }
    Phase phase =
        new Phase(
            attack.name(),
            start,
            end,
            report,
            window,
            function.log().between(logged, function.log().length()),
            !survived);
    say(phase, (end - start) / 1e9);
    return phase;
  }

  private static boolean survived(Function function, SteadyCaller steady)
      throws InterruptedException {
    long deadline = System.nanoTime() + RECOVERY.toNanos();
    while (function.application().isAlive()) {
      if (steady.isServed(PAUSE)) {
        return true;
      }
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(500);
    }
    return false;
  }

  private void lookEachMinute(Function function, long start) {
    try {
      for (int minute : MINUTES) {
        long at = start + Duration.ofMinutes(minute).toNanos();
        Thread.sleep(Math.max(0, (at - System.nanoTime()) / 1_000_000));
        look(function, "minute " + minute);
      }
    } catch (InterruptedException e) {
      // The attacks are over; the caller waits for this thread.
      Thread.currentThread().interrupt();
    }
  }

  private void look(Function function, String when) {
    try {
      if (function.application().isAlive()) {
        vitals.put(when, function.vitals());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(Phase phase, double seconds) {
    Window window = phase.window();
    Report report = phase.report();
    System.err.printf(
        Locale.ROOT,
        "soak: %s, %.0f s: %d of %s images, %d of %d answered, %d unanswered, %d cut off;"
            + " caller p50 %.0f p99 %.0f outage %.0f ms, refused %d, unanswered %d, late %.0f ms;"
            + " %d OutOfMemoryErrors, %d stack traces%s%n      %s%n      %s%n",
        phase.name(),
        seconds,
        report.inspected(),
        report.should(),
        report.answered(),
        report.asked(),
        report.unanswered(),
        report.cutOff(),
        window.p50(),
        window.p99(),
        window.outage(),
        window.refused(),
        window.unanswered(),
        window.late(),
        phase.log().outOfMemory(),
        phase.log().traces(),
        phase.restarted() ? ", STARTED ANEW" : "",
        report.goals(),
        report.said());
  }
}
