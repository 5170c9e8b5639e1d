package io.imagepeek.image;

import java.util.List;

/** One image: its layers, and where its configuration is. */
public sealed interface Manifest extends Document permits ImageManifest, Schema1Manifest {

  /** Base first. */
  List<Layer> layers();
}
