package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.CachingImageSource;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Removes images from the cache of this process. */
@Singleton
public class CacheInvalidation {

  private final CachingImageSource source;
  private final RequestReader reader;

  CacheInvalidation(CachingImageSource source, RequestReader reader) {
    this.source = source;
    this.reader = reader;
  }

  /**
   * Removes the image that the parameters of a URL's query name.
   *
   * @throws InvalidInspectParameters naming the parameter that is unknown, missing or wrong
   */
  public void forget(Map<String, List<String>> query) {
    source.forget(reader.reference(query));
  }
}
