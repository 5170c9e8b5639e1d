package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/**
 * Whether an inspection only waits: something is being read for it, and none of it is arriving. Who
 * bounds what runs is told of each change, and needs no place for one that waits. Safe for use by
 * many threads.
 */
final class Activity {

  /** Who is told may begin what waits for the place. */
  private final WorkLoop changes = new WorkLoop(this::change);

  // All are guarded by this.
  private Permit place = Permit.none();
  private int reads;
  private int arriving;
  private boolean away;

  /** Tells a place from now on, by one call after the other. */
  void hold(Permit held) {
    synchronized (this) {
      place = held;
      away = false;
    }
    changes.run();
  }

  /** The outcome of work that is waited for. */
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
   * @return says that it has arrived; what more often is asked of it has no effect
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
    if (waits == away) {
      return null;
    }
    away = waits;
    Permit told = place;
    return waits ? told::leave : told::comeBack;
  }
}
