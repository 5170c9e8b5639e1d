package io.imagepeek.source.registry.mirror;

import io.imagepeek.image.ImageReference;

/**
 * One place that an image may be read from.
 *
 * @param reference what the image is called there
 * @param insecure whether it is asked over plain HTTP
 * @param mirror whether it is a mirror, and not the image's own location
 */
public record Endpoint(ImageReference reference, boolean insecure, boolean mirror) {

  /**
   * Whether this is the registry that the caller named: only there may the caller's credentials be
   * shown. Another port is another registry.
   *
   * @param asked the reference as the caller gave it
   */
  public boolean sameRegistry(ImageReference asked) {
    return reference.apiHost().equalsIgnoreCase(asked.apiHost());
  }
}
