package io.imagepeek.source;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A monotonic clock: it starts at the time of the wall clock and ignores later adjustments.
 * Deadlines and ages use it, because the machine's clock may be set at any moment. Times from other
 * systems are compared with the wall clock.
 */
@FunctionalInterface
public interface SteadyClock extends InstantSource {

  /** A clock that starts now. */
  static SteadyClock start() {
    return from(InstantSource.system(), System::nanoTime);
  }

  /**
   * A clock that begins now.
   *
   * @param wall the wall clock, read once
   * @param nanos elapsed nanoseconds since an arbitrary moment
   */
  static SteadyClock from(InstantSource wall, LongSupplier nanos) {
    Instant begun = wall.instant();
    long first = nanos.getAsLong();
    return () -> begun.plusNanos(nanos.getAsLong() - first);
  }
}
