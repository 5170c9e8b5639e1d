package io.imagepeek.source.registry.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/**
 * The operator's settings of what is remembered of registries; the defaults stand in
 * application.properties.
 */
@ConfigMapping(prefix = "imagepeek.cache")
public interface CacheSettings {

  /** The bytes of what is remembered, by an estimate; 0: nothing is. */
  MemorySize bytes();

  /** How long it is remembered before it is read anew. */
  Duration time();

  /** How old an answer may be where a request does not say; 0: the registry is always asked. */
  Duration maxAge();
}
