package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.OptionalLong;

/** One image: its layers and the descriptor of its configuration. */
public sealed interface Manifest extends Document permits ImageManifest, Schema1Manifest {

  /** The layers, base first. */
  List<Layer> layers();

  /**
   * The sum of all layer sizes in bytes, as stored; empty for schema 1, which has no sizes.
   *
   * @throws InspectImageFailure if a size is negative or the sum is too large
   */
  OptionalLong layersSize();
}
