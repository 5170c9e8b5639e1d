package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** One image as one inspection reads it: from its documents, or from what an engine tells of it. */
public sealed interface ImageHandle permits StoredImage, EngineReportedImage {

  /**
   * The tags that the place has under the image's name, in the place's order; empty where the
   * listing is denied.
   */
  Uni<Optional<List<String>>> tags();
}
