package io.imagepeek.source.registry.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The settings of the cache. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.cache")
public interface CacheSettings {

  /**
   * The maximum size of the in-memory cache (estimated), and never more than a quarter of the heap.
   * 0 disables the cache.
   */
  MemorySize bytes();

  /** The maximum age of a cache entry. An older entry is read again. */
  Duration time();

  /**
   * The maximum age of a response that needs no request to the registry, if the request has no
   * {@code maxAge}. With 0 the registry is always asked.
   */
  Duration maxAge();
}
