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
import io.imagepeek.image.UnreadableDocument;
import io.imagepeek.inspect.SkippedEntries.Tried;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Follows an image's indexes down: to the manifest of one platform, or to all of its entries. */
final class IndexResolver {

  private final int nesting;
  private final int maxEntries;

  /**
   * @param nesting indexes within each other at most
   * @param maxEntries entries of all indexes of an image together, where all are looked at
   */
  IndexResolver(int nesting, int maxEntries) {
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

    /** Whether it is one: neither an artifact nor what nobody can read. */
    boolean isImage() {
      return read().document() instanceof Manifest manifest
          && !(manifest instanceof ImageManifest described && described.isArtifact());
    }

    /** Fails where nobody can read what was chosen. */
    Manifest manifest() {
      if (read().document() instanceof UnreadableDocument unreadable) {
        throw unreadable.refusal();
      }
      return (Manifest) read().document();
    }

    /** The configuration's descriptor: one that nobody can read may have it all the same. */
    Descriptor config() {
      return read().document() instanceof UnreadableDocument unreadable
              && unreadable.config() != null
          ? unreadable.config()
          : described().config();
    }

    /** The manifest, which refers to a configuration. */
    ImageManifest described() {
      if (manifest() instanceof ImageManifest described) {
        return described;
      }
      throw InspectImageFailure.ofPart("an image of schema 1 has no configuration");
    }
  }

  /**
   * An entry that says to be no index, or that is none that can be read.
   *
   * @param indexes from the document that the reference resolves to, to the entry's own
   * @param odd why the index that it says to be cannot be read; null for all others
   */
  record Leaf(List<ReadDocument> indexes, Index.Entry entry, @Nullable InspectFailure odd) {

    boolean mayBeImage() {
      return odd == null && entry.mayBeImage();
    }

    /** The one that has the entry. */
    Index index() {
      return (Index) indexes.get(indexes.size() - 1).document();
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
              try {
                return image.manifest(descriptor(entry));
              } catch (InspectImageFailure malformed) {
                // Not at once: whoever tries one after the other would go ever deeper.
                return Uni.createFrom()
                    .<ReadDocument>failure(malformed)
                    .emitOn(Infrastructure.getDefaultExecutor());
              }
            });
  }

  /** One that is malformed costs nothing but its entry. */
  static Descriptor descriptor(Index.Entry entry) {
    try {
      return entry.descriptor();
    } catch (InspectImageFailure malformed) {
      throw InspectImageFailure.ofPart(malformed.error());
    }
  }

  /**
   * The manifest of the platform: the first of the entries for it that is an image. Where there is
   * none, it is the first that is there, for whoever wants its bytes.
   */
  Uni<Chosen> select(StoredImage image, ReadDocument top, Platform platform) {
    return select(image, List.of(top), platform, new AtomicInteger());
  }

  private Uni<Chosen> select(
      StoredImage image, List<ReadDocument> way, Platform platform, AtomicInteger tried) {
    ReadDocument last = way.get(way.size() - 1);
    if (!(last.document() instanceof Index index)) {
      return Uni.createFrom().item(new Chosen(way));
    }
    requireShallow(way);
    List<Index.Entry> candidates = index.candidates(platform);
    // Entries without a platform can be anything: signatures, caches, charts.
    boolean unstated = candidates.get(0).platform() == null;
    SkippedEntries passed =
        new SkippedEntries(unstated && index.statesPlatforms() ? index.absent(platform) : null);
    // One after the other, and in no recursion: a hostile index has them by the ten thousand.
    return Multi.createFrom()
        .iterable(candidates)
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                passed.leaves(entry)
                    ? tried(image, way, entry, platform, tried)
                    : Uni.createFrom().<Tried>nullItem())
        .filter(passed::isImage)
        .toUni()
        .onItem()
        .ifNull()
        .switchTo(passed::outcome)
        .map(found -> Objects.requireNonNull(found.chosen()));
  }

  private Uni<Tried> tried(
      StoredImage image,
      List<ReadDocument> way,
      Index.Entry entry,
      Platform platform,
      AtomicInteger tried) {
    if (tried.incrementAndGet() > maxEntries) {
      throw new InspectImageFailure(
          "none of the first %d entries of the image's indexes is an image".formatted(maxEntries));
    }
    return read(image, entry)
        .flatMap(child -> select(image, with(way, child), platform, tried))
        .map(chosen -> new Tried(entry, chosen, null))
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(odd -> new Tried(entry, null, (InspectFailure) odd));
  }

  /** What an entry leads to: itself, or whatever lies behind it after all. */
  Uni<Chosen> follow(StoredImage image, Leaf leaf, Platform platform) {
    return read(image, leaf.entry())
        .flatMap(
            child -> select(image, with(leaf.indexes(), child), platform, new AtomicInteger()));
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
                entry.isIndex() && entry.mayBeImage()
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
        .map(IndexResolver::nested)
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(odd -> new Nested(null, null, (InspectFailure) odd))
        .flatMap(
            nested ->
                nested.index() == null || nested.read() == null
                    ? Uni.createFrom().item(List.of(new Leaf(way, entry, nested.odd())))
                    : leaves(image, with(way, nested.read()), nested.index(), entries));
  }

  /** An index within another one, or why it is none. */
  private record Nested(
      @Nullable ReadDocument read, @Nullable Index index, @Nullable InspectFailure odd) {}

  private static Nested nested(ReadDocument read) {
    return read.document() instanceof Index index
        ? new Nested(read, index, null)
        : new Nested(
            null,
            null,
            read.document() instanceof UnreadableDocument unreadable
                ? unreadable.refusal()
                : InspectImageFailure.ofPart("it is no index, though it says to be one"));
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
