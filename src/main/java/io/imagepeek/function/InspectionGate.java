package io.imagepeek.function;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Permit;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;

/**
 * Limits how many inspections run at once, and how many are under way, which includes those that
 * wait for others. Further requests are rejected immediately; there is no queue.
 */
public final class InspectionGate {

  private final int permits;
  private final int maxUnderWay;

  // Guarded by this.
  private int running;
  private int underWay;

  /**
   * @param permits inspections that may run at once
   * @param maxUnderWay inspections that may run or wait
   */
  InspectionGate(int permits, int maxUnderWay) {
    this.permits = permits;
    this.maxUnderWay = maxUnderWay;
  }

  /** Runs the work if there is a permit for it, else fails with {@link Full}. */
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
   * Admits inspections that wait and do not run yet.
   *
   * @param weight how many waiting inspections would take as much memory
   * @throws Full if there is no permit for them
   */
  synchronized Entry enter(int weight) {
    if (running >= permits || underWay + weight > maxUnderWay) {
      throw new Full();
    }
    underWay += weight;
    return new Entry(weight);
  }

  /** Admitted inspections. */
  final class Entry implements Permit {
    private final int weight;
    // Both are guarded by the gate.
    private boolean runs;
    private boolean over;

    private Entry(int weight) {
      this.weight = weight;
    }

    /** Releases everything; further calls have no effect. */
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

  /** No further inspection is admitted now. */
  public static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many inspections at once", null, false, false);
    }
  }
}
