package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the inspections of all endpoints, and logs one line for each. */
public final class Inspections {

  /** This many inspections of a batch that have not begun take as much memory as one that waits. */
  private static final int NOT_BEGUN = 16;

  private final Inspector inspector;
  private final InspectionGate gate;
  private final InspectionStart start;
  private final InspectionLog log;

  Inspections(Inspector inspector, InspectionGate gate, InspectionStart start, InspectionLog log) {
    this.inspector = inspector;
    this.gate = gate;
    this.start = start;
    this.log = log;
  }

  /** Starts the time of an inspection; the endpoint may end it early, and reads its costs. */
  public InspectionContext begin() {
    return start.one();
  }

  /** Starts the time of one of several inspections, which ends with that of all. */
  public InspectionContext begin(InspectionContext whole) {
    return start.oneOf(whole);
  }

  /** Starts the time of several inspections that together have as much as one. */
  public InspectionContext beginSeveral() {
    return start.several(start.time());
  }

  /**
   * Starts the time of several inspections.
   *
   * @param time for all of them together
   */
  public InspectionContext beginSeveral(Duration time) {
    return start.several(time);
  }

  /**
   * Runs one inspection.
   *
   * @param context from {@link #begin}, for this request alone
   * @return fails with {@link InspectionGate.Full} if too many inspections run
   */
  public Uni<InspectionResult> inspect(ReadRequest request, InspectionContext context) {
    return gate.enter(context, () -> inspectAdmitted(request, context));
  }

  /**
   * Admits several inspections together. The caller has to limit how many of them run at once.
   *
   * @param inspections how many
   * @return releases what they have taken
   * @throws InspectionGate.Full if too many inspections run or wait
   */
  public Runnable enter(int inspections) {
    return gate.enter(1 + inspections / NOT_BEGUN)::end;
  }

  /** Logs a failure of a request that is not inspected. */
  public InspectionResult.Failed fail(@Nullable String imageName, InspectFailure failure) {
    log.failed(imageName, failure, begin());
    return new InspectionResult.Failed(imageName, failure);
  }

  /**
   * Runs one of the inspections that were admitted together.
   *
   * @param context from {@link #begin}, for this request alone
   * @return fails only if {@link OutOfMemory there is no memory left}
   */
  public Uni<InspectionResult> inspectAdmitted(ReadRequest request, InspectionContext context) {
    String imageName = request.imageName();
    return Uni.createFrom()
        .deferred(
            () ->
                request instanceof ReadRequest.Valid valid
                    ? inspector.inspect(valid.query(), context)
                    : invalid((ReadRequest.Invalid) request))
        .onFailure(failure -> !(failure instanceof InspectFailure))
        .transform(error -> new GenericFailure("Inspect operation failed", error))
        .invoke(found -> log.inspected(imageName, found, context))
        .onFailure(InspectFailure.class)
        .invoke(
            failure -> {
              if (context.abandoned()) {
                log.abandoned(imageName, context);
              } else {
                log.failed(imageName, failure, context);
              }
            })
        .onCancellation()
        .invoke(() -> log.abandoned(imageName, context))
        .map(found -> (InspectionResult) new InspectionResult.Inspected(found))
        .onFailure(InspectFailure.class)
        .recoverWithUni(failure -> failed(imageName, failure));
  }

  private static Uni<Inspection> invalid(ReadRequest.Invalid request) {
    return Uni.createFrom().failure(request.failure());
  }

  private static Uni<InspectionResult> failed(@Nullable String imageName, Throwable failure) {
    return OutOfMemory.in(failure)
        .<Uni<InspectionResult>>map(memoryOut -> Uni.createFrom().failure(memoryOut))
        .orElseGet(
            () ->
                Uni.createFrom()
                    .item(new InspectionResult.Failed(imageName, (InspectFailure) failure)));
  }
}
