package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The permits that are reserved for inspections whose exchange has just ended. Most of them send
 * their next request in a moment. Without a reservation an inspection that has not begun could take
 * the permit first, for a whole exchange. Not safe for use by many threads.
 */
final class ReservedPermits {

  /** A permit is reserved for this part of an exchange, and idle for no longer. */
  private static final int DIVISOR = 10;

  private static final long MAX = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long MIN = TimeUnit.MILLISECONDS.toNanos(1);

  /** The ends of the reservations, in the order in which they were made. */
  private final Map<InspectionContext, Long> ends = new LinkedHashMap<>();

  /**
   * How long a permit is reserved.
   *
   * @param exchange nanoseconds of an exchange with the host
   * @return nanoseconds; 0 where exchanges are too short for a reservation
   */
  static long nanos(double exchange) {
    long part = (long) Math.min((double) MAX, exchange / DIVISOR);
    return part < MIN ? 0 : part;
  }

  /** Reserves a permit for an inspection. */
  void reserve(InspectionContext inspection, long end) {
    ends.remove(inspection);
    ends.put(inspection, end);
  }

  /** Ends the reservation, if there is one. */
  void release(InspectionContext inspection) {
    ends.remove(inspection);
  }

  boolean isReservedFor(InspectionContext inspection) {
    return ends.containsKey(inspection);
  }

  /** How many are reserved now. */
  int count(long now) {
    ends.values().removeIf(end -> end - now <= 0);
    return ends.size();
  }
}
