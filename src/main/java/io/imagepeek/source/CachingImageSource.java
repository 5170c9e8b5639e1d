package io.imagepeek.source;

/** A source with a cache. */
public interface CachingImageSource extends ImageSource {

  /**
   * Removes an image from the cache, for all callers. The next inspection reads it again. Has no
   * effect if the image is not cached.
   *
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if this source does not
   *     accept the name
   */
  void forget(ImageName name);
}
