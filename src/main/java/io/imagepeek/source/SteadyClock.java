package io.imagepeek.source;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Time that only passes: it begins as the wall's and follows no step of it afterwards. Deadlines
 * and ages go by it, for a machine's clock may be put right at any moment. What others say of times
 * is compared with the wall's.
 */
@FunctionalInterface
public interface SteadyClock extends InstantSource {

  /** A clock that begins now. */
  static SteadyClock start() {
    return from(InstantSource.system(), System::nanoTime);
  }

  /**
   * A clock that begins now.
   *
   * @param wall looked at once
   * @param nanos the nanoseconds that have passed since any moment
   */
  static SteadyClock from(InstantSource wall, LongSupplier nanos) {
    Instant begun = wall.instant();
    long first = nanos.getAsLong();
    return () -> begun.plusNanos(nanos.getAsLong() - first);
  }
}
