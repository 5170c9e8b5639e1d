package io.imagepeek.source.registry.mirror;

import io.imagepeek.image.ImageReference;

/**
 * One place that an image may be read from.
 *
 * @param reference what the image is called there
 * @param insecure whether requests use plain HTTP
 * @param mirror whether it is a mirror, and not the image's own location
 */
public record Endpoint(ImageReference reference, boolean insecure, boolean mirror) {

  /**
   * Whether this is the registry that the caller named: only there may the caller's credentials be
   * shown. Another port is another registry.
   *
   * @param requested the reference as the caller gave it
   */
  public boolean sameRegistry(ImageReference requested) {
    return reference.apiHost().equalsIgnoreCase(requested.apiHost());
  }
}
