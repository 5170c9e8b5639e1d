package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Map;
import java.util.TreeMap;

/** All sources of this build, found by their transports. */
public final class ImageSources {

  private final Map<String, ImageSource> byTransport = new TreeMap<>();

  /** Takes the sources of this build. */
  public ImageSources(Iterable<? extends ImageSource> sources) {
    sources.forEach(source -> byTransport.put(source.transport(), source));
  }

  /**
   * Opens an image at the source of its transport.
   *
   * @throws InvalidInspectParameters if there is no such transport, with a list of those there are;
   *     or as {@link ImageSource#open} does
   */
  public ImageHandle open(ImageRequest request, InspectionContext context) {
    ImageSource source = byTransport.get(request.target().transport());
    if (source == null) {
      throw new InvalidInspectParameters(
          "containerImageTransport: unknown transport; known are " + byTransport.keySet());
    }
    return source.open(request, context);
  }
}
