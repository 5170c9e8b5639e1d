package io.imagepeek.source;

import io.imagepeek.image.ImageReference;

/** A source of images in registries, with a cache. */
public interface CachingImageSource extends ImageSource {

  /**
   * Removes an image from the cache, for all callers. The next inspection reads it again. Has no
   * effect if the image is not cached.
   */
  void forget(ImageReference reference);
}
