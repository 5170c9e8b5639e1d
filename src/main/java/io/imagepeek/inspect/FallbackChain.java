package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;

/**
 * Looks for an image in its registry and, if it may be missing there, in other places: one after
 * the other, whatever the previous one failed with.
 */
final class FallbackChain {

  private final ImageRequest image;
  private final List<ImageRequest> fallbacks;
  private final InspectionContext context;
  private final Function<ImageRequest, Uni<Inspection>> inspection;

  FallbackChain(
      ImageRequest image,
      List<ImageRequest> fallbacks,
      InspectionContext context,
      Function<ImageRequest, Uni<Inspection>> inspection) {
    this.image = image;
    this.fallbacks = fallbacks;
    this.context = context;
    this.inspection = inspection;
  }

  /** The first inspection that succeeds; the context then has its reference. */
  Uni<Inspection> run() {
    return inspect(image)
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> failure.mayBeMissing() ? next(0) : Uni.createFrom().failure(failure));
  }

  private Uni<Inspection> next(int index) {
    if (index == fallbacks.size()) {
      return Uni.createFrom()
          .failure(
              new ImageNotFoundInRegistry(
                  "Could not find " + image.reference().familiar() + " anywhere"));
    }
    ImageRequest fallback = fallbacks.get(index);
    return inspect(fallback)
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> {
              if (context.ended() || context.remaining().isZero()) {
                // It failed for lack of time, and there is none for the next one.
                return Uni.createFrom().failure(failure);
              }
              context.noteFailure(fallback.reference().familiar() + ": " + failure.error());
              return next(index + 1);
            });
  }

  private Uni<Inspection> inspect(ImageRequest request) {
    return Uni.createFrom()
        .deferred(() -> inspection.apply(request))
        .invoke(() -> context.noteServedBy(request.reference().toString()));
  }
}
