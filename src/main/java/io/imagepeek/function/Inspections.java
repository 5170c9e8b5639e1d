package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Runs the inspections that the faces are asked for, and logs a line for each. */
public final class Inspections {

  /** So many inspections that have not begun take as much memory as one that waits. */
  private static final int NOT_BEGUN = 16;

  private final Inspector inspector;
  private final InspectionGate gate;
  private final InspectionStart start;
  private final InspectionLog log;

  /**
   * @param start starts inspections
   */
  Inspections(Inspector inspector, InspectionGate gate, InspectionStart start, InspectionLog log) {
    this.inspector = inspector;
    this.gate = gate;
    this.start = start;
    this.log = log;
  }

  /**
   * Starts the time of an inspection: the face may end it early, and reads from it what it cost.
   */
  public InspectionContext begin() {
    return start.one();
  }

  /** Starts the time of one of several inspections: it is over when they have to be. */
  public InspectionContext begin(InspectionContext whole) {
    return start.oneOf(whole);
  }

  /** Starts the time of several inspections that have no more of it than one. */
  public InspectionContext beginSeveral() {
    return start.several(start.time());
  }

  /**
   * Starts the time of what several inspections are asked for in.
   *
   * @param time for all of them together
   */
  public InspectionContext beginSeveral(Duration time) {
    return start.several(time);
  }

  /**
   * Inspects what a question asks for.
   *
   * @param context what {@link #begin} gave for this question
   * @return fails with {@link InspectionGate.Full} if too many inspections run
   */
  public Uni<InspectionResult> inspect(PendingRequest question, InspectionContext context) {
    return gate.enter(context, () -> inspectAdmitted(question, context));
  }

  /**
   * Lets in several inspections together; how many of them run, who lets them in has to bound.
   *
   * @param inspections how many
   * @return gives back what they have taken
   * @throws InspectionGate.Full if too many inspections run or wait
   */
  public Runnable enter(int inspections) {
    return gate.enter(1 + inspections / NOT_BEGUN)::end;
  }

  /** Says of a request that it is none: nothing is inspected, but it has its line in the log. */
  public InspectionResult.Failed refuse(InvalidInspectParameters invalid) {
    log.failed(null, invalid, begin());
    return new InspectionResult.Failed(null, invalid);
  }

  /**
   * Inspects what a question asks for, as part of what a place was taken for.
   *
   * @param context what {@link #begin} gave for this question
   * @return fails only where {@link OutOfMemory memory is out}
   */
  public Uni<InspectionResult> inspectAdmitted(PendingRequest question, InspectionContext context) {
    String imageName = question.imageName();
    return Uni.createFrom()
        .deferred(() -> inspector.inspect(question.request().get().toQuery(), context))
        .onFailure(failure -> !(failure instanceof InspectFailure))
        .transform(defect -> new GenericFailure("Inspect operation failed", defect))
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

  private static Uni<InspectionResult> failed(@Nullable String imageName, Throwable failure) {
    return OutOfMemory.in(failure)
        .<Uni<InspectionResult>>map(memoryOut -> Uni.createFrom().failure(memoryOut))
        .orElseGet(
            () ->
                Uni.createFrom()
                    .item(new InspectionResult.Failed(imageName, (InspectFailure) failure)));
  }
}
