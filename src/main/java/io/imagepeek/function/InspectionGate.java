package io.imagepeek.function;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Lets so many inspections run at once, and turns others away at once rather than queue them. */
public final class InspectionGate {

  private final Semaphore places;

  InspectionGate(int inspections) {
    this.places = new Semaphore(inspections);
  }

  /** Runs the work if there is a place for it, else fails with {@link Full}. */
  <T> Uni<T> enter(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Runnable leave = enter();
              return Uni.createFrom().deferred(work::get).onTermination().invoke(leave);
            });
  }

  /**
   * Takes a place.
   *
   * @return gives it back; what more often is asked of it has no effect
   * @throws Full if there is none
   */
  Runnable enter() {
    if (!places.tryAcquire()) {
      throw new Full();
    }
    // Who cancels what has ended already terminates it again.
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        places.release();
      }
    };
  }

  /** There is no place for another inspection now. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many inspections at once", null, false, false);
    }
  }
}
