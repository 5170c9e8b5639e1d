package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so much work run at once. The rest waits in lines, of which each is served in turn, so that
 * a long one does not keep a short one waiting. No thread waits.
 */
public final class FairScheduler {

  private final int places;
  private final int mostBegun;

  private final WorkLoop begins = new WorkLoop(this::next);

  // Guarded by this, as is what waits in them: the lines in which something waits, the next first.
  private final Deque<Line> lines = new ArrayDeque<>();
  private int begun;
  private int running;

  /** Of work that always runs while it lasts. */
  public FairScheduler(int places) {
    this(places, places);
  }

  /**
   * @param places how much may run at once, at least 1
   * @param mostBegun how much may have begun, what only waits included
   */
  public FairScheduler(int places, int mostBegun) {
    if (places < 1) {
      throw new IllegalArgumentException("there must be at least one place, not " + places);
    }
    this.places = places;
    this.mostBegun = mostBegun;
  }

  /** A new line, in which nothing waits yet. */
  public Line line() {
    return new Line();
  }

  /** What waits in a line that is closed never runs. */
  public static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("the line is closed", null, false, false);
    }
  }

  /** Work of which each piece waits for the one before it to begin. */
  public final class Line {

    private final Deque<Piece<?>> waiting = new ArrayDeque<>();
    private boolean closed;
    private int begun;
    private int running;

    /**
     * Runs the work when its turn has come; fails with {@link Closed} if the line is closed before.
     */
    public <T> Uni<T> enter(Supplier<Uni<T>> work) {
      return enter((Permit place) -> work.get());
    }

    /** The same for work that gives up its place while it only waits. */
    public <T> Uni<T> enter(Function<Permit, Uni<T>> work) {
      return Uni.createFrom().emitter(emitter -> add(new Piece<>(this, work, emitter)));
    }

    /** Turns away what waits, and all that comes; what runs is left alone. */
    public void close() {
      List<Piece<?>> left;
      synchronized (FairScheduler.this) {
        closed = true;
        left = List.copyOf(waiting);
        waiting.clear();
        lines.remove(this);
      }
      left.forEach(Piece::turnAway);
    }

    private <T> void add(Piece<T> piece) {
      boolean turnedAway;
      synchronized (FairScheduler.this) {
        turnedAway = closed;
        if (!turnedAway) {
          waiting.add(piece);
          if (waiting.size() == 1) {
            lines.add(this);
          }
        }
      }
      if (turnedAway) {
        piece.turnAway();
        return;
      }
      begins.run();
    }

    private boolean forget(Piece<?> piece) {
      synchronized (FairScheduler.this) {
        boolean waited = waiting.remove(piece);
        if (waited && waiting.isEmpty()) {
          lines.remove(this);
        }
        return waited;
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Line line = running < places && begun < mostBegun ? nextLine() : null;
    if (line == null) {
      return null;
    }
    lines.remove(line);
    Piece<?> first = line.waiting.remove();
    if (!line.waiting.isEmpty()) {
      lines.add(line);
    }
    first.begun = true;
    begun++;
    line.begun++;
    run(first, true);
    return first.work::begin;
  }

  /** No line has more than a quarter of the places while something waits in another. */
  private @Nullable Line nextLine() {
    return lines.stream()
        .filter(line -> lines.size() == 1 || line.running < quarter(places))
        .filter(this::mayBeginMore)
        .findFirst()
        .orElse(null);
  }

  /**
   * A line that only waits has at most half as much as is left: however many of them there are,
   * something is left for the next one.
   */
  private boolean mayBeginMore(Line line) {
    return mostBegun == places || line.begun < Math.max(1, (mostBegun - begun) / 2);
  }

  private static int quarter(int all) {
    return Math.max(1, all / 4);
  }

  private synchronized void run(Piece<?> piece, boolean runs) {
    if (piece.begun && piece.runs != runs) {
      piece.runs = runs;
      running += runs ? 1 : -1;
      piece.line.running += runs ? 1 : -1;
    }
  }

  private void end(Piece<?> piece) {
    synchronized (this) {
      run(piece, false);
      piece.begun = false;
      begun--;
      piece.line.begun--;
    }
    begins.run();
  }

  private final class Piece<T> implements Permit {
    private final Line line;
    private final QueuedTask<T> work;
    // Guarded by the turns.
    private boolean begun;
    private boolean runs;

    Piece(Line line, Function<Permit, Uni<T>> work, UniEmitter<? super T> emitter) {
      this.line = line;
      this.work = new QueuedTask<>(() -> work.apply(this), emitter, () -> end(this));
      emitter.onTermination(this::gone);
    }

    void turnAway() {
      work.refuse(new Closed());
    }

    /** Nobody waits for it any more. */
    private void gone() {
      if (!line.forget(this)) {
        work.cancel();
      }
    }

    @Override
    public void leave() {
      run(this, false);
      begins.run();
    }

    @Override
    public void comeBack() {
      run(this, true);
    }
  }
}
