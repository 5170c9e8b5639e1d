package io.imagepeek.inspect;

import io.imagepeek.image.Digest;
import org.jspecify.annotations.Nullable;

/** What an inspection found, in one of the views that can be asked for. */
public sealed interface Inspection
    permits InspectedImage, EngineImage, RawDocument, InspectedPlatforms {

  /** The digest of what the reference resolves to: of the index, where there is one. */
  Digest digest();

  /** The digest of the manifest of the platform that was chosen; null where none was. */
  @Nullable Digest platformDigest();
}
