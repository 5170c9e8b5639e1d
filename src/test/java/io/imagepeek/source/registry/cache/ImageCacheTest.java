package io.imagepeek.source.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.ImageReference;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A removal on demand holds for reads that are under way, too, and for no other repository. */
class ImageCacheTest {

  private static final ImageCache.Owner APP =
      new ImageCache.Owner("anonymous", "registry.test/app");
  private static final Digest DIGEST = Digest.of(DigestAlgorithm.SHA256, new byte[] {1});

  private final ImageCache cache = new ImageCache(Clock.systemUTC(), 1 << 20, Duration.ofHours(1));

  @Test
  void aReadThatBeganBeforeARemovalIsNotCached() {
    long epoch = cache.epoch(APP);

    remove("registry.test/app");
    cache.putResolution(APP, "1", DIGEST, epoch);

    assertThat(cache.resolution(APP, "1")).isNull();
  }

  @Test
  void aReadThatBeganBeforeTheRemovalOfAnotherRepositoryIsCached() {
    long epoch = cache.epoch(APP);

    remove("registry.test/other");
    cache.putResolution(APP, "1", DIGEST, epoch);

    assertThat(cache.resolution(APP, "1")).isNotNull();
    assertThat(cache.epoch(APP)).as("concurrent reads stay shared").isEqualTo(epoch);
  }

  private void remove(String repository) {
    cache.remove(repository, ImageReference.parse(repository + ":1", null));
  }
}
