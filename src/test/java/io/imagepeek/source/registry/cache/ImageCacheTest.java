package io.imagepeek.source.registry.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.ImageReference;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is forgotten on demand is not kept by those who are reading it; all else is. */
class ImageCacheTest {

  private static final ImageCache.Owner APP =
      new ImageCache.Owner("anonymous", "registry.test/app");
  private static final Digest DIGEST = Digest.of(DigestAlgorithm.SHA256, new byte[] {1});

  private final ImageCache memory = new ImageCache(Clock.systemUTC(), 1 << 20, Duration.ofHours(1));

  @Test
  void whatIsReadWhileItIsForgottenIsNotKept() {
    long epoch = memory.epoch(APP);

    forget("registry.test/app");
    memory.keepMeaning(APP, "1", DIGEST, epoch);

    assertThat(memory.meaning(APP, "1")).isNull();
  }

  @Test
  void whatIsReadWhileAnotherRepositoryIsForgottenIsKept() {
    long epoch = memory.epoch(APP);

    forget("registry.test/other");
    memory.keepMeaning(APP, "1", DIGEST, epoch);

    assertThat(memory.meaning(APP, "1")).isNotNull();
    assertThat(memory.epoch(APP)).as("shared by those who ask at the same time").isEqualTo(epoch);
  }

  private void forget(String repository) {
    memory.forget(repository, ImageReference.parse(repository + ":1", null));
  }
}
