package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Index;
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
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Resolves an image's indexes: to the manifest of one platform, or to all entries. */
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
   * An entry that is not an index by its media type, or an index that cannot be read.
   *
   * @param indexes from the document that the reference resolves to, to the index with the entry
   * @param odd why the index cannot be read; null for all other entries
   */
  record Leaf(List<ReadDocument> indexes, Index.Entry entry, @Nullable InspectFailure odd) {

    boolean mayBeImage() {
      return odd == null && entry.mayBeImage();
    }

    /** The index with the entry. */
    Index index() {
      return (Index) indexes.get(indexes.size() - 1).document();
    }
  }

  /** Whether a failure concerns one entry alone: its document is missing, denied or malformed. */
  static boolean isOfEntry(Throwable failure) {
    return failure instanceof ImageNotFoundInRegistry
        || failure instanceof RegistryAuthenticationFailure
        || (failure instanceof InspectImageFailure refused && refused.isOfPart());
  }

  /** Reads the document of an entry. */
  static Uni<ReadDocument> read(StoredImage image, Index.Entry entry) {
    return Uni.createFrom()
        .deferred(
            () -> {
              try {
                return image.manifest(descriptor(entry));
              } catch (InspectImageFailure malformed) {
                // On another thread: trying thousands of entries in a row would overflow the stack.
                return Uni.createFrom()
                    .<ReadDocument>failure(malformed)
                    .emitOn(Infrastructure.getDefaultExecutor());
              }
            });
  }

  /** The descriptor of an entry; a malformed one is a failure of that entry alone. */
  static Descriptor descriptor(Index.Entry entry) {
    try {
      return entry.descriptor();
    } catch (InspectImageFailure malformed) {
      throw InspectImageFailure.ofPart(malformed.error());
    }
  }

  /**
   * The manifest of a platform: of the entries for it, the first that is an image. If none is, the
   * first that can be read, for the views of raw documents.
   */
  Uni<SelectedManifest> select(StoredImage image, ReadDocument top, Platform platform) {
    return select(image, List.of(top), platform, new AtomicInteger());
  }

  private Uni<SelectedManifest> select(
      StoredImage image, List<ReadDocument> path, Platform platform, AtomicInteger tried) {
    ReadDocument last = path.get(path.size() - 1);
    if (!(last.document() instanceof Index index)) {
      return Uni.createFrom().item(new SelectedManifest(path));
    }
    requireShallow(path);
    List<Index.Entry> candidates = index.candidates(platform);
    // Entries without a platform can be anything: signatures, caches, charts.
    boolean unstated = candidates.get(0).platform() == null;
    SkippedEntries skipped =
        new SkippedEntries(unstated && index.statesPlatforms() ? index.absent(platform) : null);
    // One after the other, without recursion: a hostile index has tens of thousands of them.
    return Multi.createFrom()
        .iterable(candidates)
        .onItem()
        .transformToUniAndConcatenate(
            entry ->
                skipped.leaves(entry)
                    ? tried(image, path, entry, platform, tried)
                    : Uni.createFrom().<Tried>nullItem())
        .filter(skipped::isImage)
        .toUni()
        .onItem()
        .ifNull()
        .switchTo(skipped::fallback)
        .map(found -> Objects.requireNonNull(found.chosen()));
  }

  private Uni<Tried> tried(
      StoredImage image,
      List<ReadDocument> path,
      Index.Entry entry,
      Platform platform,
      AtomicInteger tried) {
    if (tried.incrementAndGet() > maxEntries) {
      throw new InspectImageFailure(
          "none of the first %d entries of the image's indexes is an image".formatted(maxEntries));
    }
    return read(image, entry)
        .flatMap(child -> select(image, with(path, child), platform, tried))
        .map(chosen -> new Tried(entry, chosen, null))
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(odd -> new Tried(entry, null, (InspectFailure) odd));
  }

  /** The manifest that an entry leads to, directly or through an index. */
  Uni<SelectedManifest> follow(StoredImage image, Leaf leaf, Platform platform) {
    return read(image, leaf.entry())
        .flatMap(
            child -> select(image, with(leaf.indexes(), child), platform, new AtomicInteger()));
  }

  /** All entries of the image's indexes, in order; a nested index is replaced by its entries. */
  Uni<List<Leaf>> leaves(StoredImage image, ReadDocument top) {
    // Entries for indexes count too: six nested indexes could otherwise make a million requests.
    return leaves(image, List.of(top), (Index) top.document(), new AtomicInteger());
  }

  private Uni<List<Leaf>> leaves(
      StoredImage image, List<ReadDocument> path, Index index, AtomicInteger entries) {
    requireShallow(path);
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
                    ? within(image, path, entry, entries)
                    : Uni.createFrom().item(List.of(new Leaf(path, entry, null))))
        .collect()
        .in(ArrayList<Leaf>::new, List::addAll)
        .map(List::copyOf);
  }

  /** The entries of a nested index; one that cannot be read is an entry itself. */
  private Uni<List<Leaf>> within(
      StoredImage image, List<ReadDocument> path, Index.Entry entry, AtomicInteger entries) {
    return read(image, entry)
        .map(IndexResolver::nested)
        .onFailure(IndexResolver::isOfEntry)
        .recoverWithItem(odd -> new Nested(null, null, (InspectFailure) odd))
        .flatMap(
            nested ->
                nested.index() == null || nested.read() == null
                    ? Uni.createFrom().item(List.of(new Leaf(path, entry, nested.odd())))
                    : leaves(image, with(path, nested.read()), nested.index(), entries));
  }

  /** A nested index, or why it cannot be read. */
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
                : InspectImageFailure.ofPart(
                    "it is not an index, though its entry has the media type of one"));
  }

  private void requireShallow(List<ReadDocument> path) {
    if (path.size() > nesting) {
      throw new InspectImageFailure("more than " + nesting + " indexes within each other");
    }
  }

  private static List<ReadDocument> with(List<ReadDocument> path, ReadDocument next) {
    List<ReadDocument> longer = new ArrayList<>(path);
    longer.add(next);
    return List.copyOf(longer);
  }
}
