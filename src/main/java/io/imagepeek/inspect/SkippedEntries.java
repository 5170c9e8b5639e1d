package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.Index;
import io.imagepeek.inspect.IndexResolver.Chosen;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The entries of an index that might have been a platform's image and are not. */
final class SkippedEntries {

  /** What came of an entry: either something that is there, or a failure. */
  record Tried(Index.Entry entry, @Nullable Chosen chosen, @Nullable InspectFailure failure) {}

  private final @Nullable InspectFailure absent;
  private @Nullable Tried noImage;
  private @Nullable Tried failed;

  /**
   * @param absent the failure where none is the image; null where that depends on what they are
   */
  SkippedEntries(@Nullable InspectFailure absent) {
    this.absent = absent;
  }

  /** Where an image of a platform is lost, one of another platform does not stand for it. */
  synchronized boolean leaves(Index.Entry entry) {
    return failed == null || Objects.equals(failed.entry().platform(), entry.platform());
  }

  /** Whether it is an image; what is none is taken note of. */
  synchronized boolean isImage(Tried tried) {
    Chosen chosen = tried.chosen();
    if (chosen == null) {
      // Of several reasons one that says more than that something is not there.
      failed =
          failed == null || failed.failure() instanceof ImageNotFoundInRegistry ? tried : failed;
      return false;
    }
    if (!chosen.isImage()) {
      noImage = noImage == null ? tried : noImage;
      return false;
    }
    return true;
  }

  /** What is left where none was an image: the first that is there, or else why none is. */
  synchronized Uni<Tried> outcome() {
    if (absent == null && noImage != null) {
      return Uni.createFrom().item(noImage);
    }
    InspectFailure failure = failed == null ? null : failed.failure();
    return Uni.createFrom().failure(Objects.requireNonNull(absent == null ? failure : absent));
  }
}
