package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Tracks whether an inspection only waits: it reads something, and no part of the response is
 * arriving. While it waits it releases its {@link Permit}, so that another inspection can run.
 * Thread-safe.
 */
final class Activity {

  /** Changes run one after the other: releasing a permit may start a waiting inspection. */
  private final WorkLoop changes = new WorkLoop(this::change);

  // All fields below are guarded by this.
  private Permit permit = Permit.none();
  private int reads;
  private int arriving;
  private boolean released;

  /** Releases and reacquires this permit from now on. */
  void hold(Permit held) {
    synchronized (this) {
      permit = held;
      released = false;
    }
    changes.run();
  }

  /** The result of work that the inspection waits for. */
  <T> Uni<T> waiting(Uni<T> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Runnable over = begin(true);
              return work.onTermination().invoke(over);
            });
  }

  /**
   * Something arrives.
   *
   * @return ends the arrival; further runs have no effect
   */
  Runnable arriving() {
    return begin(false);
  }

  private Runnable begin(boolean read) {
    count(read, 1);
    return new RunOnce(() -> count(read, -1));
  }

  private void count(boolean read, int by) {
    synchronized (this) {
      if (read) {
        reads += by;
      } else {
        arriving += by;
      }
    }
    changes.run();
  }

  private synchronized @Nullable Runnable change() {
    boolean waits = reads > 0 && arriving == 0;
    if (waits == released) {
      return null;
    }
    released = waits;
    Permit current = permit;
    return waits ? current::release : current::reacquire;
  }
}
