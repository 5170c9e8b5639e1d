package io.imagepeek.soak.wire;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The callers of one attack, and what became of them. */
public final class Callers {

  private static final Duration LOOK = Duration.ofMillis(20);

  private final Loop loop;
  private final InetSocketAddress target;
  private final Set<Exchange> underWay = new LinkedHashSet<>();
  private final List<Outcome> outcomes = new ArrayList<>();
  private boolean ending;

  /** Nobody yet. */
  public Callers(Loop loop, InetSocketAddress target) {
    this.loop = loop;
    this.target = target;
  }

  /** Has one ask. */
  public void ask(Ask ask) {
    ask(ask, outcome -> {});
  }

  /**
   * Has one ask.
   *
   * @param then is called by the loop's thread with what became of it
   */
  public void ask(Ask ask, Consumer<Outcome> then) {
    Exchange[] made = new Exchange[1];
    made[0] =
        new Exchange(
            loop,
            ask,
            outcome -> {
              synchronized (this) {
                outcomes.add(outcome);
              }
              // Who asks next is under way before this one no longer is: nobody sees none between.
              then.accept(outcome);
              synchronized (this) {
                underWay.remove(made[0]);
              }
            });
    synchronized (this) {
      if (ending) {
        return;
      }
      underWay.add(made[0]);
    }
    loop.execute(() -> made[0].begin(target));
  }

  /** How many have no outcome yet. */
  public synchronized int underWay() {
    return underWay.size();
  }

  /** Waits until everybody has his outcome, or some time has passed. */
  public boolean await(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (underWay() > 0) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(LOOK.toMillis());
    }
    return true;
  }

  /** Cuts off all who are still there; who would have asked after them does not. */
  public void cutOff() throws InterruptedException {
    List<Exchange> left;
    synchronized (this) {
      ending = true;
      left = List.copyOf(underWay);
    }
    loop.execute(() -> left.forEach(Exchange::cutOff));
    while (true) {
      synchronized (this) {
        if (underWay.isEmpty()) {
          ending = false;
          return;
        }
      }
      Thread.sleep(1);
    }
  }

  /** The whole answers so far. */
  public synchronized List<Outcome.Answered> answers() {
    return all(Outcome.Answered.class).toList();
  }

  /** The images inspected so far. */
  public int inspected() {
    return answers().stream().mapToInt(Outcome.Answered::inspected).sum();
  }

  /** How many had the time to learn what became of them. */
  public synchronized int finished() {
    return outcomes.size() - count(Outcome.CutOff.class);
  }

  /** How many outcomes are of a kind. */
  public synchronized int count(Class<? extends Outcome> kind) {
    return (int) all(kind).count();
  }

  /** What was said how often, and why there was no answer. */
  public synchronized Map<String, Integer> said() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Answered answered) {
        // Names and numbers differ from caller to caller.
        counts.merge(
            answered.said().replaceAll("\\S*\\d[\\d.:/a-z_-]{3,}\\S*", "…"), 1, Integer::sum);
      } else if (outcome instanceof Outcome.Unanswered unanswered) {
        counts.merge(unanswered.why(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private <T extends Outcome> Stream<T> all(Class<T> kind) {
    return outcomes.stream().filter(kind::isInstance).map(kind::cast);
  }
}
