package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so much work run at once. The rest waits in lines, of which each is served in turn, so that
 * a long one does not keep a short one waiting. No thread waits.
 */
public final class Turns {

  private final int places;

  // Guarded by this, as is what waits in them: the lines in which something waits, the next first.
  private final Deque<Line> lines = new ArrayDeque<>();
  private int taken;
  private boolean serving;

  /**
   * @param places how much may run at once, at least 1
   */
  public Turns(int places) {
    if (places < 1) {
      throw new IllegalArgumentException("there must be at least one place, not " + places);
    }
    this.places = places;
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

    /**
     * Runs the work when its turn has come; fails with {@link Closed} if the line is closed before.
     */
    public <T> Uni<T> enter(Supplier<Uni<T>> work) {
      return Uni.createFrom().emitter(emitter -> add(new Piece<>(this, work, emitter)));
    }

    /** Turns away what waits, and all that comes; what runs is left alone. */
    public void close() {
      List<Piece<?>> left;
      synchronized (Turns.this) {
        closed = true;
        left = List.copyOf(waiting);
        waiting.clear();
        lines.remove(this);
      }
      left.forEach(Piece::turnAway);
    }

    private <T> void add(Piece<T> piece) {
      boolean turnedAway;
      synchronized (Turns.this) {
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
      piece.emitter.onTermination(piece::gone);
      serve();
    }

    private boolean forget(Piece<?> piece) {
      synchronized (Turns.this) {
        boolean waited = waiting.remove(piece);
        if (waited && waiting.isEmpty()) {
          lines.remove(this);
        }
        return waited;
      }
    }
  }

  /**
   * Begins what can begin. Where that is under way already, it goes on there: what ends as it
   * begins would begin the next one within itself, and that the one after it.
   */
  private void serve() {
    synchronized (this) {
      if (serving) {
        return;
      }
      serving = true;
    }
    boolean served = false;
    try {
      for (Piece<?> next = next(); next != null; next = next()) {
        next.begin();
      }
      served = true;
    } finally {
      if (!served) {
        stopServing();
      }
    }
  }

  private synchronized void stopServing() {
    serving = false;
  }

  private synchronized @Nullable Piece<?> next() {
    Line line = taken < places ? lines.poll() : null;
    if (line == null) {
      serving = false;
      return null;
    }
    Piece<?> first = line.waiting.remove();
    if (!line.waiting.isEmpty()) {
      lines.add(line);
    }
    taken++;
    first.hasPlace = true;
    return first;
  }

  private void leave(Piece<?> piece) {
    synchronized (this) {
      if (!piece.hasPlace) {
        return;
      }
      piece.hasPlace = false;
      taken--;
    }
    serve();
  }

  private final class Piece<T> {
    private final Line line;
    private final Supplier<Uni<T>> work;
    private final UniEmitter<? super T> emitter;
    // Guarded by the turns.
    private boolean hasPlace;
    // Guarded by this, as is the one below.
    private boolean unwanted;
    private @Nullable Cancellable running;

    Piece(Line line, Supplier<Uni<T>> work, UniEmitter<? super T> emitter) {
      this.line = line;
      this.work = work;
      this.emitter = emitter;
    }

    void turnAway() {
      emitter.fail(new Closed());
    }

    void begin() {
      if (isUnwanted()) {
        return;
      }
      Cancellable begun =
          Uni.createFrom()
              .deferred(work::get)
              .subscribe()
              .with(
                  item -> end(() -> emitter.complete(item)),
                  failure -> end(() -> emitter.fail(failure)));
      boolean cancelled;
      synchronized (this) {
        running = begun;
        cancelled = unwanted;
      }
      if (cancelled) {
        // If it has ended meanwhile, this does nothing.
        begun.cancel();
      }
    }

    /** What came of it is told first: whoever begins in its place must not delay that. */
    private void end(Runnable telling) {
      try {
        telling.run();
      } finally {
        leave(this);
      }
    }

    private synchronized boolean isUnwanted() {
      return unwanted;
    }

    /** Nobody waits for it any more. */
    private void gone() {
      if (line.forget(this)) {
        return;
      }
      Cancellable toCancel;
      synchronized (this) {
        unwanted = true;
        toCancel = running;
      }
      if (toCancel != null) {
        toCancel.cancel();
      }
      leave(this);
    }
  }
}
