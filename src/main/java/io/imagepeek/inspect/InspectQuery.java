package io.imagepeek.inspect;

import io.imagepeek.image.Platform;
import io.imagepeek.source.ImageRequest;
import java.util.List;
import java.util.Optional;

/**
 * A checked request for an inspection.
 *
 * @param image the image to open
 * @param view what the response shows of it
 * @param platform which of the image's platforms, if it has several; empty where the caller does
 *     not say
 * @param tags whether the repository's tags are listed too
 * @param fallbacks the same image in other registries, tried in this order if it may be missing; an
 *     image outside registries has none
 */
public record InspectQuery(
    ImageRequest image,
    View view,
    Optional<Platform> platform,
    TagsWanted tags,
    List<ImageRequest> fallbacks) {

  public InspectQuery {
    fallbacks = List.copyOf(fallbacks);
  }

  /** What a response shows of an image. */
  public enum View {
    /** The documented output. */
    IMAGE,
    /** What a container engine reports of an image. */
    ENGINE,
    /** The raw manifest or index. */
    MANIFEST,
    /** The raw configuration. */
    CONFIG,
    /** All platforms of an index. */
    PLATFORMS
  }

  /** Whether the repository's tags are listed, which may take many requests. */
  public enum TagsWanted {
    NONE,
    ALL
  }
}
