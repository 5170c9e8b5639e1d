package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Platform;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.util.Comparator;
import java.util.Optional;

/**
 * The packed size of an image for one platform, as engines count it: the indexes, the best
 * manifest, its configuration and its layers. Each counts by its descriptor, so content that is
 * missing from the source counts too, as far as a descriptor names it.
 */
final class ContentSize {

  private final int nesting;
  private final Platform host;

  /**
   * @param nesting indexes within each other at most
   */
  ContentSize(int nesting, Platform host) {
    this.nesting = nesting;
    this.host = host;
  }

  /** The size of a chosen manifest and of the indexes that lead to it. */
  static long of(SelectedManifest chosen) {
    long size = content(chosen.described());
    for (ReadDocument read : chosen.documents()) {
      size = sum(size, read.body().length);
    }
    return size;
  }

  /**
   * The size for the host's platform, even if the source lacks it: of each index the best entry,
   * with entries without a platform last.
   *
   * @param known documents that were already read, which are not read again
   */
  Uni<Long> forHost(StoredImage image, ReadDocument top, SelectedManifest known) {
    return below(image, top, known, 1).map(below -> sum(top.body().length, below));
  }

  private Uni<Long> below(StoredImage image, ReadDocument read, SelectedManifest known, int depth) {
    if (!(read.document() instanceof Index index)) {
      return Uni.createFrom()
          .item(read.document() instanceof ImageManifest manifest ? content(manifest) : 0L);
    }
    if (depth > nesting) {
      throw new InspectImageFailure("more than " + nesting + " indexes within each other");
    }
    return best(index)
        .map(entry -> withContent(image, entry, known, depth))
        .orElseGet(() -> Uni.createFrom().item(0L));
  }

  private Optional<Index.Entry> best(Index index) {
    return index.entries().stream()
        .filter(Index.Entry::mayBeImage)
        .min(Comparator.comparingInt(this::preference));
  }

  private int preference(Index.Entry entry) {
    Platform platform = entry.platform();
    return platform == null ? Integer.MAX_VALUE : host.preference(platform);
  }

  /** A document that cannot be read adds nothing but the size in its entry. */
  private Uni<Long> withContent(
      StoredImage image, Index.Entry entry, SelectedManifest known, int depth) {
    return Uni.createFrom()
        .deferred(() -> document(image, IndexResolver.descriptor(entry), known))
        .flatMap(read -> below(image, read, known, depth + 1))
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(0L)
        .map(below -> sum(Math.max(0, entry.size()), below));
  }

  private static Uni<ReadDocument> document(
      StoredImage image, Descriptor descriptor, SelectedManifest known) {
    return known
        .document(descriptor.digest())
        .map(read -> Uni.createFrom().item(read))
        .orElseGet(() -> image.manifest(descriptor));
  }

  private static long content(ImageManifest manifest) {
    return sum(manifest.layersSize().orElse(0), manifest.config().size());
  }

  private static long sum(long a, long b) {
    if (a > Long.MAX_VALUE - b) {
      throw new InspectImageFailure("manifest: the sum of the sizes exceeds 64 bits");
    }
    return a + b;
  }
}
