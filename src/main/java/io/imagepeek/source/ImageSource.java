package io.imagepeek.source;

import io.imagepeek.image.ImageReference;
import java.util.Optional;

/** A place where images are read from: registries, files or engines. One source per transport. */
public interface ImageSource {

  /** The value of {@code containerImageTransport} that selects this source. */
  String transport();

  /**
   * Opens an image for one inspection; nothing is read yet.
   *
   * @param credentials what the caller supplied, used only once the source demands some
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if the operator does not
   *     allow this place
   */
  OpenedImage open(
      ImageReference reference, Optional<Credentials> credentials, InspectionContext context);
}
