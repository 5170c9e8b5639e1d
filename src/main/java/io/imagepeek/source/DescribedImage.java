package io.imagepeek.source;

import io.smallrye.mutiny.Uni;

/** An image that an engine tells of, without its documents. */
public non-sealed interface DescribedImage extends OpenedImage {

  /**
   * What the engine tells.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<ImageDescription> describe();
}
