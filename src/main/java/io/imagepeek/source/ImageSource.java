package io.imagepeek.source;

/** A kind of place that has images: registries, files or an engine. One source per transport. */
public interface ImageSource {

  /** The value of {@code containerImageTransport} that selects this source. */
  String transport();

  /**
   * Opens an image for one inspection; this reads nothing yet.
   *
   * @param request has a target of this source's transport
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if the name violates the
   *     rules of the transport, or the operator does not allow this image
   */
  ImageHandle open(ImageRequest request, InspectionContext context);
}
