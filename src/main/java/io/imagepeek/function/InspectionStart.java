package io.imagepeek.function;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.RequestBudget;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Starts inspections with the operator's limits of time and of requests to registries.
 *
 * @param clock a monotonic clock
 * @param time limit of one inspection
 * @param requests limit of one inspection
 * @param requestsTogether limit of all inspections of one batch or event together
 */
public record InspectionStart(
    InstantSource clock, Duration time, int requests, int requestsTogether) {

  /** Starts one inspection now. */
  public InspectionContext one() {
    return new InspectionContext(clock, time, RequestBudget.ofInspection(requests));
  }

  /**
   * Starts several inspections.
   *
   * @param whole time limit of all together, which may be longer than that of one
   */
  public InspectionContext several(Duration whole) {
    return new InspectionContext(clock, whole, RequestBudget.ofBatch(requestsTogether));
  }

  /** Starts one of several inspections; its time ends with theirs at the latest. */
  public InspectionContext oneOf(InspectionContext several) {
    return several.part(time, requests);
  }
}
