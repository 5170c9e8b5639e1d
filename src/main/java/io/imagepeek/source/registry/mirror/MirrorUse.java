package io.imagepeek.source.registry.mirror;

import io.imagepeek.image.ImageReference;

/** For which references a mirror is used: {@code pull-from-mirror}. */
enum MirrorUse {
  ALL,
  DIGEST_ONLY,
  TAG_ONLY;

  boolean fits(ImageReference reference) {
    return switch (this) {
      case ALL -> true;
      case DIGEST_ONLY -> reference.digest() != null;
      case TAG_ONLY -> reference.digest() == null;
    };
  }
}
