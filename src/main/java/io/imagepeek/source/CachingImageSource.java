package io.imagepeek.source;

/** A source that keeps what it has read, to answer later questions from. */
public interface CachingImageSource extends ImageSource {

  /**
   * Forgets what is known of an image, whoever asked for it: it is read anew when it is asked for
   * next. Nothing happens where nothing is known of it.
   *
   * @throws io.imagepeek.failure.InspectFailure.InvalidInspectParameters if the name is none of
   *     this source's
   */
  void forget(ImageName name);
}
