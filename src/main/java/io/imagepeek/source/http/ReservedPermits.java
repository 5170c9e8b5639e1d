package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The places at a host that are kept for inspections which have just been answered there: most of
 * them ask again in a moment, and would else find their place taken by one that has not begun, for
 * as long as that host needs. Not safe for use by many threads.
 */
final class ReservedPermits {

  /** A place is kept for this part of an exchange, which is all that can be lost by it. */
  private static final int PARTS = 10;

  private static final long MOST = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LEAST = TimeUnit.MILLISECONDS.toNanos(1);

  /** Until when, in the order in which they were kept. */
  private final Map<InspectionContext, Long> until = new LinkedHashMap<>();

  /**
   * How long a place is kept.
   *
   * @param exchange nanoseconds of one at the host
   * @return nanoseconds; 0 where it is not worth it
   */
  static long nanos(double exchange) {
    long part = (long) Math.min((double) MOST, exchange / PARTS);
    return part < LEAST ? 0 : part;
  }

  /** Keeps a place for an inspection. */
  void keep(InspectionContext inspection, long end) {
    until.remove(inspection);
    until.put(inspection, end);
  }

  /** Keeps it no longer, if it was kept. */
  void release(InspectionContext inspection) {
    until.remove(inspection);
  }

  boolean isKeptFor(InspectionContext inspection) {
    return until.containsKey(inspection);
  }

  /** How many are kept now. */
  int count(long now) {
    until.values().removeIf(end -> end - now <= 0);
    return until.size();
  }
}
