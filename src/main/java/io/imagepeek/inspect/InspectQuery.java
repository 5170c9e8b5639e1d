package io.imagepeek.inspect;

import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Platform;
import io.imagepeek.source.Credentials;
import java.util.Optional;

/**
 * What is to be inspected, every value checked.
 *
 * @param transport where the image is, for instance {@code docker} for a registry
 * @param platform which of the image's platforms is meant, where it has several
 * @param tags whether the repository's tags are listed too
 * @param credentials the caller's own, used only once the source demands some
 */
public record InspectQuery(
    ImageReference reference,
    String transport,
    Platform platform,
    TagsWanted tags,
    Optional<Credentials> credentials) {

  /** Whether the tags of the repository are wanted: listing them may take many requests. */
  public enum TagsWanted {
    NONE,
    ALL
  }
}
