package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Index;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.Platform;
import io.imagepeek.image.Unreadable;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

    /** Fails where nobody can read what was chosen. */
    Manifest manifest() {
      if (read().document() instanceof Unreadable unreadable) {
        throw unreadable.refusal();
      }
      return (Manifest) read().document();
    }

    /** The configuration's descriptor: one that nobody can read may have it all the same. */
    Descriptor config() {
      return read().document() instanceof Unreadable unreadable && unreadable.config() != null
          ? unreadable.config()
          : described().config();
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
   * An entry that says to be no index, or that is none that can be read.
   *
   * @param indexes from the document that the reference resolves to, to the entry's own
   * @param odd why the index that it says to be cannot be read; null for all others
   */
  record Leaf(List<ReadDocument> indexes, Index.Entry entry, @Nullable String odd) {

    boolean mayBeImage() {
      return odd == null && entry.mayBeImage();
    }
  }

  /** Whether a failure says no more than that one entry's document cannot be had. */
  static boolean isOfEntry(Throwable failure) {
    return failure instanceof ImageNotFoundInRegistry
        || failure instanceof RegistryAuthenticationFailure
        || (failure instanceof InspectImageFailure refused && refused.isOfPart());
  }

  /** What an entry describes. */
  static Uni<ReadDocument> read(StoredImage image, Index.Entry entry) {
    return Uni.createFrom()
        .deferred(
            () -> {
              Descriptor descriptor;
              try {
                descriptor = entry.descriptor();
              } catch (InspectImageFailure malformed) {
                throw InspectImageFailure.ofPart(malformed.error());
              }
              return image.manifest(descriptor);
            });
  }

  /**
   * The manifest of the platform. A choice once made is not taken back, unless it was made for want
   * of anything that says its platform.
   */
  Uni<Chosen> select(StoredImage image, ReadDocument top, Platform platform) {
    return select(image, List.of(top), platform);
  }

  private Uni<Chosen> select(StoredImage image, List<ReadDocument> way, Platform platform) {
    ReadDocument last = way.get(way.size() - 1);
    if (!(last.document() instanceof Index index)) {
      return Uni.createFrom().item(new Chosen(way));
    }
    requireShallow(way);
    List<Index.Entry> candidates = index.candidates(platform);
    return candidates.get(0).platform() == null
        ? firstImage(image, way, index, candidates, platform)
        : select(image, way, candidates.get(0), platform);
  }

  private Uni<Chosen> select(
      StoredImage image, List<ReadDocument> way, Index.Entry entry, Platform platform) {
    return read(image, entry).flatMap(child -> select(image, with(way, child), platform));
  }

  /** Entries without a platform can be anything: signatures, caches, charts. */
  private Uni<Chosen> firstImage(
      StoredImage image,
      List<ReadDocument> way,
      Index index,
      List<Index.Entry> candidates,
      Platform platform) {
    List<Index.Entry> others = candidates.subList(1, candidates.size());
    return Uni.createFrom()
        .deferred(() -> select(image, way, candidates.get(0), platform))
        .onItem()
        .transformToUni(
            chosen ->
                // Where there is nothing else, it is told of as what it is.
                isArtifact(chosen) && (!others.isEmpty() || index.statesPlatforms())
                    ? Uni.createFrom().<Chosen>failure(index.absent(platform))
                    : Uni.createFrom().item(chosen))
        .onFailure(IndexWalk::isOfEntry)
        .recoverWithUni(
            odd -> {
              if (!others.isEmpty()) {
                return firstImage(image, way, index, others, platform);
              }
              return Uni.createFrom()
                  .failure(index.statesPlatforms() ? index.absent(platform) : odd);
            });
  }

  private static boolean isArtifact(Chosen chosen) {
    return chosen.manifest() instanceof ImageManifest manifest && manifest.isArtifact();
  }

  /** What an entry leads to: itself, or whatever lies behind it after all. */
  Uni<Chosen> follow(StoredImage image, Leaf leaf, Platform platform) {
    return read(image, leaf.entry())
        .flatMap(child -> select(image, with(leaf.indexes(), child), platform));
  }

  /** All entries of the image's indexes, in their order. */
  Uni<List<Leaf>> leaves(StoredImage image, ReadDocument top) {
    // What leads to an index is counted too: six of them could lead to each other a million times.
    return leaves(image, List.of(top), (Index) top.document(), new AtomicInteger());
  }

  private Uni<List<Leaf>> leaves(
      StoredImage image, List<ReadDocument> way, Index index, AtomicInteger entries) {
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
                    : Uni.createFrom().item(List.of(new Leaf(way, entry, null))))
        .collect()
        .in(ArrayList<Leaf>::new, List::addAll)
        .map(List::copyOf);
  }

  /** One that cannot be read costs nothing but itself. */
  private Uni<List<Leaf>> within(
      StoredImage image, List<ReadDocument> way, Index.Entry entry, AtomicInteger entries) {
    return read(image, entry)
        .map(IndexWalk::nested)
        .onFailure(IndexWalk::isOfEntry)
        .recoverWithItem(odd -> new Nested(null, null, ((InspectFailure) odd).error()))
        .flatMap(
            nested ->
                nested.index() == null || nested.read() == null
                    ? Uni.createFrom().item(List.of(new Leaf(way, entry, nested.odd())))
                    : leaves(image, with(way, nested.read()), nested.index(), entries));
  }

  /** An index within another one, or why it is none. */
  private record Nested(@Nullable ReadDocument read, @Nullable Index index, @Nullable String odd) {}

  private static Nested nested(ReadDocument read) {
    return read.document() instanceof Index index
        ? new Nested(read, index, null)
        : new Nested(
            null,
            null,
            read.document() instanceof Unreadable unreadable
                ? unreadable.why()
                : "it is no index, though it says to be one");
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
