package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/** One image in one inspection, read from its documents or from the report of an engine. */
public sealed interface ImageHandle permits StoredImage, EngineReportedImage {

  /**
   * The tags of the image's repository, in the order of the source; empty if the listing is denied.
   */
  Uni<Optional<List<String>>> tags();
}
