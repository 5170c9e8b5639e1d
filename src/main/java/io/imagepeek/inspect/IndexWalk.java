package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.Platform;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Follows an image's indexes down: to the manifest of one platform, or to all of its entries. */
final class IndexWalk {

  private final int nesting;
  private final int maxEntries;

  /**
   * @param nesting indexes within each other at most
   * @param maxEntries entries of all indexes of an image together, where all are looked at
   */
  IndexWalk(int nesting, int maxEntries) {
    this.nesting = nesting;
    this.maxEntries = maxEntries;
  }

  /**
   * The manifest of a platform and the way to it.
   *
   * @param documents from the document that the reference resolves to, to the manifest's own
   */
  record Chosen(List<ReadDocument> documents) {

    ReadDocument read() {
      return documents.get(documents.size() - 1);
    }

    /** The one of the documents that has this digest. */
    Optional<ReadDocument> document(Digest digest) {
      return documents.stream().filter(read -> read.digest().equals(digest)).findFirst();
    }

    Manifest manifest() {
      return (Manifest) read().document();
    }

    /** The manifest, which refers to a configuration. */
    ImageManifest described() {
      if (manifest() instanceof ImageManifest described) {
        return described;
      }
      throw new InspectImageFailure("an image of schema 1 has no configuration");
    }
  }

  /**
   * An entry that says to be no index.
   *
   * @param indexes from the document that the reference resolves to, to the entry's own
   */
  record Leaf(List<ReadDocument> indexes, Index.Entry entry) {}

  /** The manifest of the platform; a choice once made is not taken back. */
  Uni<Chosen> select(StoredImage image, ReadDocument top, Platform platform) {
    return select(image, List.of(top), platform);
  }

  private Uni<Chosen> select(StoredImage image, List<ReadDocument> way, Platform platform) {
    ReadDocument last = way.get(way.size() - 1);
    if (last.document() instanceof Manifest) {
      return Uni.createFrom().item(new Chosen(way));
    }
    requireShallow(way);
    Descriptor entry = ((Index) last.document()).select(platform);
    return image.manifest(entry).flatMap(child -> select(image, with(way, child), platform));
  }

  /** What an entry leads to: itself, or whatever lies behind it after all. */
  Uni<Chosen> follow(StoredImage image, Leaf leaf, Platform platform) {
    return image
        .manifest(leaf.entry().descriptor())
        .flatMap(child -> select(image, with(leaf.indexes(), child), platform));
  }

  /**
   * All entries of the image's indexes, in their order; those of an index that the place lacks are
   * none.
   */
  Uni<List<Leaf>> leaves(StoredImage image, ReadDocument top) {
    // What leads to an index is counted too: six of them could lead to each other a million times.
    return leaves(image, List.of(top), new AtomicInteger());
  }

  private Uni<List<Leaf>> leaves(StoredImage image, List<ReadDocument> way, AtomicInteger entries) {
    if (!(way.get(way.size() - 1).document() instanceof Index index)) {
      throw new InspectImageFailure("an index's entry is no index, though it says to be one");
    }
    requireShallow(way);
    if (entries.addAndGet(index.entries().size()) > maxEntries) {
      throw new InspectImageFailure(
          "the image's indexes have more than " + maxEntries + " entries together");
    }
    return Multi.createFrom()
        .iterable(index.entries())
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                entry.isIndex()
                    ? within(image, way, entry, entries)
                    : Uni.createFrom().item(List.of(new Leaf(way, entry))))
        .collect()
        .in(ArrayList<Leaf>::new, List::addAll)
        .map(List::copyOf);
  }

  private Uni<List<Leaf>> within(
      StoredImage image, List<ReadDocument> way, Index.Entry entry, AtomicInteger entries) {
    return image
        .manifest(entry.descriptor())
        .flatMap(child -> leaves(image, with(way, child), entries))
        .onFailure(ImageNotFoundInRegistry.class)
        .recoverWithItem(List.of());
  }

  private void requireShallow(List<ReadDocument> way) {
    if (way.size() > nesting) {
      throw new InspectImageFailure("more than " + nesting + " indexes within each other");
    }
  }

  private static List<ReadDocument> with(List<ReadDocument> way, ReadDocument next) {
    List<ReadDocument> longer = new ArrayList<>(way);
    longer.add(next);
    return List.copyOf(longer);
  }
}
