package io.imagepeek.nativeimage;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes that Caffeine loads by name for the caches of imagepeek: one for each combination of
 * cache settings. Quarkus registers some, but not those limited by weight and time.
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
