package io.imagepeek.source;

import io.imagepeek.image.ImageReference;

/** A source of images in registries that caches what it has read. */
public interface CachingImageSource extends ImageSource {

  /**
   * Removes an image from the cache, for all callers: the next request for it reads it anew. Does
   * nothing if the image is not cached.
   */
  void forget(ImageReference reference);
}
