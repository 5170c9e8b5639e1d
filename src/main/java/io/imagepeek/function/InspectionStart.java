package io.imagepeek.function;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.RequestBudget;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Starts inspections with the time and the requests that the operator allows them.
 *
 * @param clock one that only passes
 * @param time of an inspection
 * @param requests of an inspection
 * @param requestsTogether of several inspections that one caller has asked for at once
 */
public record InspectionStart(
    InstantSource clock, Duration time, int requests, int requestsTogether) {

  /** Starts one inspection now. */
  public InspectionContext one() {
    return new InspectionContext(clock, time, RequestBudget.ofInspection(requests));
  }

  /**
   * Starts what several inspections are asked for in.
   *
   * @param whole the time for all of them, which may be more than one may have
   */
  public InspectionContext several(Duration whole) {
    return new InspectionContext(clock, whole, RequestBudget.ofBatch(requestsTogether));
  }

  /** Starts one of several inspections, which ends when all have to. */
  public InspectionContext oneOf(InspectionContext several) {
    return several.part(time, requests);
  }
}
