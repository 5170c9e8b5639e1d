package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.image.Index;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects the entries of an index that turn out not to be a platform's image. */
final class SkippedEntries {

  /** An entry that was tried: a document or a failure. */
  record Tried(
      Index.Entry entry, @Nullable SelectedManifest chosen, @Nullable InspectFailure failure) {}

  private final @Nullable InspectFailure absent;
  private @Nullable Tried noImage;
  private @Nullable Tried failed;

  /**
   * @param absent the failure if no entry is an image; null if the entries decide it
   */
  SkippedEntries(@Nullable InspectFailure absent) {
    this.absent = absent;
  }

  /**
   * Whether an entry is worth trying: after a failure, only one of the same platform can replace
   * the image.
   */
  synchronized boolean leaves(Index.Entry entry) {
    return failed == null || Objects.equals(failed.entry().platform(), entry.platform());
  }

  /** Whether an entry is an image; any other is recorded. */
  synchronized boolean isImage(Tried tried) {
    SelectedManifest chosen = tried.chosen();
    if (chosen == null) {
      // A failure that says more than "not found" takes precedence.
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

  /** If no entry was an image: the first that could be read, or else the failure. */
  synchronized Uni<Tried> fallback() {
    if (absent == null && noImage != null) {
      return Uni.createFrom().item(noImage);
    }
    InspectFailure failure = failed == null ? null : failed.failure();
    return Uni.createFrom().failure(Objects.requireNonNull(absent == null ? failure : absent));
  }
}
