package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Map;
import java.util.TreeMap;

/** The sources there are, each found by its transport. */
public final class ImageSources {

  private final Map<String, ImageSource> byTransport = new TreeMap<>();

  /** Takes the sources that this build has. */
  public ImageSources(Iterable<? extends ImageSource> sources) {
    sources.forEach(source -> byTransport.put(source.transport(), source));
  }

  /**
   * The source of a transport.
   *
   * @throws InvalidInspectParameters if there is none, naming those there are
   */
  public ImageSource forTransport(String transport) {
    ImageSource source = byTransport.get(transport);
    if (source == null) {
      throw new InvalidInspectParameters(
          "containerImageTransport: unknown transport; known are " + byTransport.keySet());
    }
    return source;
  }
}
