package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.OptionalLong;

/** One image: its layers, and where its configuration is. */
public sealed interface Manifest extends Document permits ImageManifest, Schema1Manifest {

  /** Base first. */
  List<Layer> layers();

  /**
   * Bytes of all layers as stored; empty where the manifest does not say them, as in schema 1.
   *
   * @throws InspectImageFailure where what it says adds up to no size
   */
  OptionalLong layersSize();
}
