package io.imagepeek.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes that Caffeine chooses by name, one for each combination of a cache's settings: those
 * of the caches here. Quarkus declares some of them, but not the one that is bounded by weight and
 * time.
 */
@RegisterForReflection(
    classNames = {
      "com.github.benmanes.caffeine.cache.SSMSA",
      "com.github.benmanes.caffeine.cache.SSMSW",
      "com.github.benmanes.caffeine.cache.PSWMS",
      "com.github.benmanes.caffeine.cache.SSMWW",
      "com.github.benmanes.caffeine.cache.PSWMW"
    })
public final class CaffeineTypes {

  private CaffeineTypes() {}
}
