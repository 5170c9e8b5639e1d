package io.imagepeek.source;

/** A place where images are read from: registries, files or engines. One source per transport. */
public interface ImageSource {

  /** The value of {@code containerImageTransport} that selects this source. */
  String transport();

  /**
   * Opens an image for one inspection; nothing is read yet.
   *
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if the name is none of
   *     this source's, or the operator does not allow this place
   */
  ImageHandle open(ImageRequest request, InspectionContext context);
}
