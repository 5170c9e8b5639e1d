package io.imagepeek.inspect;

import io.imagepeek.image.Platform;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageName;
import java.util.Optional;

/**
 * What is to be inspected; the name is for the source to read, every other value is checked.
 *
 * @param transport where the image is, for instance {@code docker} for a registry
 * @param view what is wanted of it
 * @param platform which of the image's platforms is meant, where it has several; empty where the
 *     caller does not say
 * @param tags whether the repository's tags are listed too
 * @param credentials the caller's own, used only once the source demands some
 */
public record InspectQuery(
    ImageName name,
    String transport,
    View view,
    Optional<Platform> platform,
    TagsWanted tags,
    Optional<Credentials> credentials) {

  /** What can be wanted of an image. */
  public enum View {
    /** The documented output. */
    IMAGE,
    /** What a container engine says of an image. */
    ENGINE,
    /** The raw manifest or index. */
    MANIFEST,
    /** The raw configuration. */
    CONFIG,
    /** All platforms of an index. */
    PLATFORMS
  }

  /** Whether the tags of the repository are wanted: listing them may take many requests. */
  public enum TagsWanted {
    NONE,
    ALL
  }
}
