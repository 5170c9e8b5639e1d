package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.function.Function;

/** Runs the inspections that the faces are asked for, and logs a line for each. */
public final class Inspections {

  private final Inspector inspector;
  private final InspectionGate gate;
  private final Duration budget;
  private final Function<Duration, InspectionContext> contexts;
  private final InspectionLog log;

  /**
   * @param budget the time that the operator allows each inspection
   * @param contexts starts an inspection that has so much time
   */
  Inspections(
      Inspector inspector,
      InspectionGate gate,
      Duration budget,
      Function<Duration, InspectionContext> contexts,
      InspectionLog log) {
    this.inspector = inspector;
    this.gate = gate;
    this.budget = budget;
    this.contexts = contexts;
    this.log = log;
  }

  /**
   * Starts the time of an inspection: the face may end it early, and reads from it what it cost.
   */
  public InspectionContext begin() {
    return begin(budget);
  }

  /**
   * Starts the time of an inspection that has to be over sooner than the operator allows.
   *
   * @param atMost the time there is
   */
  public InspectionContext begin(Duration atMost) {
    return contexts.apply(atMost.compareTo(budget) < 0 ? atMost : budget);
  }

  /**
   * Inspects what a question asks for.
   *
   * @param context what {@link #begin} gave for this question
   * @return fails with {@link InspectionGate.Full} if too many inspections run
   */
  public Uni<Outcome> inspect(Question question, InspectionContext context) {
    return gate.enter(() -> inspectAdmitted(question, context));
  }

  /**
   * Takes a place for several inspections together, which who takes it has to bound.
   *
   * @return gives it back
   * @throws InspectionGate.Full if too many inspections run
   */
  public Runnable enter() {
    return gate.enter();
  }

  /** Says of a request that it is none: nothing is inspected, but it has its line in the log. */
  public Outcome.Failed refuse(InvalidInspectParameters invalid) {
    log.failed(null, invalid, begin());
    return new Outcome.Failed(null, invalid);
  }

  /**
   * Inspects what a question asks for, as part of what a place was taken for.
   *
   * @param context what {@link #begin} gave for this question
   * @return never fails
   */
  public Uni<Outcome> inspectAdmitted(Question question, InspectionContext context) {
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
        .map(found -> (Outcome) new Outcome.Inspected(found))
        .onFailure(InspectFailure.class)
        .recoverWithItem(failure -> new Outcome.Failed(imageName, failure));
  }
}
