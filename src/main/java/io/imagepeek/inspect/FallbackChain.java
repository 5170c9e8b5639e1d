package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.ImageName;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.Function;

/**
 * Looks for an image where it was asked for, and once it may not be there, in other places: each
 * next one whatever the last one failed with.
 */
final class FallbackChain {

  private final ImageRequest asked;
  private final List<ImageRequest> others;
  private final InspectionContext context;
  private final Function<ImageRequest, Uni<Inspection>> inspection;

  FallbackChain(
      ImageRequest asked,
      List<ImageRequest> others,
      InspectionContext context,
      Function<ImageRequest, Uni<Inspection>> inspection) {
    this.asked = asked;
    this.others = others;
    this.context = context;
    this.inspection = inspection;
  }

  /** The first inspection that succeeds; the context then knows by which reference. */
  Uni<Inspection> run() {
    return served(asked)
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> failure.mayBeMissing() ? next(0) : Uni.createFrom().failure(failure));
  }

  private Uni<Inspection> next(int index) {
    if (index == others.size()) {
      return Uni.createFrom()
          .failure(
              new ImageNotFoundInRegistry(
                  "Could not find " + reference(asked).familiar() + " anywhere"));
    }
    ImageRequest other = others.get(index);
    return served(other)
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> {
              if (context.ended() || context.remaining().isZero()) {
                // That is why it failed, and nothing more may be asked.
                return Uni.createFrom().failure(failure);
              }
              context.noteFailure(reference(other).familiar() + ": " + failure.error());
              return next(index + 1);
            });
  }

  private Uni<Inspection> served(ImageRequest request) {
    return Uni.createFrom()
        .deferred(() -> inspection.apply(request))
        .invoke(() -> context.noteServedBy(reference(request).toString()));
  }

  private static ImageReference reference(ImageRequest request) {
    ImageName name = request.name();
    return ImageReference.parse(name.name(), name.tag());
  }
}
