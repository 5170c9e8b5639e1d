package io.imagepeek.source;

import io.imagepeek.image.ImageReference;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.ImageTarget.RegistryTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * The image that a source is to open.
 *
 * @param credentials supplied by the caller, sent only to a source that demands some
 * @param maxAge the oldest cached result that the caller accepts; zero: nothing cached is used;
 *     empty where the caller does not say
 */
public record ImageRequest(
    ImageTarget target, Optional<Credentials> credentials, Optional<Duration> maxAge) {

  /** The reference of an image in a registry; throws ClassCastException for any other target. */
  public ImageReference reference() {
    return ((RegistryTarget) target).reference();
  }

  /** An image outside registries; throws ClassCastException for one in a registry. */
  public LocalTarget local() {
    return (LocalTarget) target;
  }
}
