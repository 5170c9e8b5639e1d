package io.imagepeek.source.registry;

import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** An image in a registry, which can be asked what a name means without reading the image. */
interface RemoteImage extends StoredImage {

  /**
   * The digest that the reference means now, as the registry says by one HEAD; empty where it does
   * not say.
   */
  Uni<Optional<Digest>> current();

  /** The same image, with what is done from here on charged to another inspection. */
  RemoteImage within(InspectionContext other);
}
