package io.imagepeek.source;

import io.smallrye.mutiny.Uni;

/** An image that an engine describes itself, without giving its documents. */
public non-sealed interface EngineReportedImage extends ImageHandle {

  /**
   * What the engine tells.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<EngineReport> describe();
}
