package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.CachingImageSource;
import io.imagepeek.source.ImageName;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Has what is remembered of an image forgotten, in this process alone. */
@Singleton
public class CacheInvalidation {

  private final CachingImageSource source;
  private final RequestReader reader;

  CacheInvalidation(CachingImageSource source, RequestReader reader) {
    this.source = source;
    this.reader = reader;
  }

  /**
   * Forgets the image that the parameters of a URL's query name.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  public void forget(Map<String, List<String>> query) {
    ImageName name = reader.readName(query);
    source.forget(name);
  }
}
