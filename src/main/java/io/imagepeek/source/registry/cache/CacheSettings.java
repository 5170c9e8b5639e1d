package io.imagepeek.source.registry.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The operator's settings of the image cache. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.cache")
public interface CacheSettings {

  /**
   * The greatest size of the cache in bytes, by an estimate; 0 caches nothing. More than a quarter
   * of the heap counts as a quarter.
   */
  MemorySize bytes();

  /** How long an entry is cached; after that it is read again. */
  Duration time();

  /**
   * The greatest age of a tag that needs no revalidation, unless a request sets its own; 0: none.
   */
  Duration maxAge();
}
