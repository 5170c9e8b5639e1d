package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Whether an inspection only waits: something is being read for it, and none of it is arriving. Who
 * bounds what runs is told of each change, and needs no place for one that waits. Safe for use by
 * many threads.
 */
final class Activity {

  // All are guarded by this.
  private Place place = Place.none();
  private int reads;
  private int arriving;
  private boolean away;
  private boolean telling;

  /** Tells a place from now on, by one call after the other. */
  void hold(Place held) {
    synchronized (this) {
      place = held;
      away = false;
    }
    tell();
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
    AtomicBoolean over = new AtomicBoolean();
    return () -> {
      if (over.compareAndSet(false, true)) {
        count(read, -1);
      }
    };
  }

  private void count(boolean read, int by) {
    synchronized (this) {
      if (read) {
        reads += by;
      } else {
        arriving += by;
      }
    }
    tell();
  }

  /** Without the lock: who is told may begin what waits for the place. */
  private void tell() {
    for (Runnable news = news(true); news != null; news = news(false)) {
      news.run();
    }
  }

  private synchronized @Nullable Runnable news(boolean begins) {
    if (begins && telling) {
      return null; // whoever tells now will see what has changed
    }
    boolean waits = reads > 0 && arriving == 0;
    telling = waits != away;
    if (!telling) {
      return null;
    }
    away = waits;
    Place told = place;
    return waits ? told::leave : told::comeBack;
  }
}
