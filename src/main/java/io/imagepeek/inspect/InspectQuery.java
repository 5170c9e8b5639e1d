package io.imagepeek.inspect;

import io.imagepeek.image.Platform;
import io.imagepeek.source.ImageRequest;
import java.util.List;
import java.util.Optional;

/**
 * What is to be inspected; the name is for the source to read, every other value is checked.
 *
 * @param image what the source is asked for
 * @param transport where the image is, for instance {@code docker} for a registry
 * @param view what is wanted of it
 * @param platform which of the image's platforms is meant, where it has several; empty where the
 *     caller does not say
 * @param fallbacks where else to look, in this order, once the image may not be where it was asked
 *     for; none: nowhere else
 * @param tags whether the repository's tags are listed too
 */
public record InspectQuery(
    ImageRequest image,
    String transport,
    View view,
    Optional<Platform> platform,
    TagsWanted tags,
    List<ImageRequest> fallbacks) {

  public InspectQuery {
    fallbacks = List.copyOf(fallbacks);
  }

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
