package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the inspections that the faces are asked for, and logs a line for each. */
final class Inspections {

  private final Inspector inspector;
  private final InspectionGate gate;
  private final Platform defaultPlatform;
  private final Supplier<InspectionContext> contexts;
  private final InspectionLog log;

  /**
   * @param defaultPlatform the one inspected where a request names none
   * @param contexts gives each inspection the time that the operator allows
   */
  Inspections(
      Inspector inspector,
      InspectionGate gate,
      Platform defaultPlatform,
      Supplier<InspectionContext> contexts,
      InspectionLog log) {
    this.inspector = inspector;
    this.gate = gate;
    this.defaultPlatform = defaultPlatform;
    this.contexts = contexts;
    this.log = log;
  }

  /**
   * Starts the time of an inspection: the face may end it early, and reads from it what it cost.
   */
  InspectionContext begin() {
    return contexts.get();
  }

  /**
   * Inspects what a request asks for.
   *
   * @param imageName the name that the request is about, for the log; null where it has none
   * @param request reads the request; may throw an {@link InspectFailure}
   * @param context what {@link #begin} gave for this request
   * @return fails with an {@link InspectFailure}, or with {@link InspectionGate.Full} if too many
   *     inspections run
   */
  Uni<InspectedImage> inspect(
      @Nullable String imageName, Supplier<InspectRequest> request, InspectionContext context) {
    return gate.enter(
        () ->
            Uni.createFrom()
                .deferred(() -> inspector.inspect(request.get().toQuery(defaultPlatform), context))
                .onFailure(failure -> !(failure instanceof InspectFailure))
                .transform(defect -> new GenericFailure("Inspect operation failed", defect))
                .invoke(image -> log.inspected(imageName, image, context))
                .onFailure(InspectFailure.class)
                .invoke(failure -> log.failed(imageName, failure, context))
                .onCancellation()
                .invoke(() -> log.abandoned(imageName, context)));
  }
}
