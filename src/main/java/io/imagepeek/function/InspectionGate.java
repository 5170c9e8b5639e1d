package io.imagepeek.function;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Lets so many inspections run at once, and far more be under way that only wait for others. It
 * turns everybody else away at once rather than queue them.
 */
public final class InspectionGate {

  private final int places;
  private final int mostUnderWay;

  // Guarded by this.
  private int running;
  private int underWay;

  /**
   * @param places inspections that run at once
   * @param mostUnderWay those that wait included
   */
  InspectionGate(int places, int mostUnderWay) {
    this.places = places;
    this.mostUnderWay = mostUnderWay;
  }

  /** Runs the work if there is a place for it, else fails with {@link Full}. */
  <T> Uni<T> enter(InspectionContext context, Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Entry entry = enter(1);
              entry.reacquire();
              context.holds(entry);
              return Uni.createFrom().deferred(work::get).onTermination().invoke(entry::end);
            });
  }

  /**
   * Lets in what only waits.
   *
   * @param weight how many inspections that wait take as much memory
   * @throws Full if there is no room
   */
  synchronized Entry enter(int weight) {
    if (running >= places || underWay + weight > mostUnderWay) {
      throw new Full();
    }
    underWay += weight;
    return new Entry(weight);
  }

  /** What has been let in. */
  final class Entry implements Permit {
    private final int weight;
    // Both are guarded by the gate.
    private boolean runs;
    private boolean over;

    private Entry(int weight) {
      this.weight = weight;
    }

    /** Gives all back; what more often is asked of it has no effect. */
    void end() {
      synchronized (InspectionGate.this) {
        release();
        if (!over) {
          over = true;
          underWay -= weight;
        }
      }
    }

    @Override
    public void release() {
      synchronized (InspectionGate.this) {
        if (runs) {
          runs = false;
          running--;
        }
      }
    }

    @Override
    public void reacquire() {
      synchronized (InspectionGate.this) {
        if (!runs && !over) {
          runs = true;
          running++;
        }
      }
    }
  }

  /** There is no place for another inspection now. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many inspections at once", null, false, false);
    }
  }
}
