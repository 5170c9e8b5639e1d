package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import org.jspecify.annotations.Nullable;

/** The image that an inspection found, in the requested view. */
public sealed interface Inspection
    permits InspectedImage, EngineImage, RawDocument, InspectedPlatforms {

  /** The digest of what the reference resolves to: of the index, where there is one. */
  Digest digest();

  /** The digest of the manifest of the chosen platform; null where none was chosen. */
  @Nullable Digest platformDigest();
}
