package io.imagepeek.source.registry.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageFormat;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.ReadDocument;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What was read from registries: the digests that tags resolved to, documents by their digest, and
 * tag lists; and the reads that are under way. The cache is bounded in bytes and in time; entries
 * that are seldom used are evicted first. An entry serves only the account that read it, and only
 * for the repository that it was read from. Safe for use by many threads.
 */
public final class ImageCache {

  /** What an entry takes besides its texts: keys, records, the cache's own links. */
  private static final int ENTRY_BYTES = 600;

  /** The memory of a document and of its parsed form, as a multiple of its bytes. */
  private static final int PARSED_FACTOR = 16;

  /** What a tag takes besides its characters. */
  private static final int TAG_BYTES = 56;

  /** The number of counters of removals. */
  private static final int EPOCHS = 4_096;

  private final InstantSource clock;
  private final Cache<Key, Entry> entries;
  private final SharedReads reads = new SharedReads();

  /**
   * Counts removals on demand, so that a read that began before one is not cached after it.
   * Repositories share the counters by their hash, which bounds the number of counters.
   */
  private final AtomicLongArray removals = new AtomicLongArray(EPOCHS);

  /**
   * Creates an empty cache.
   *
   * @param clock the clock that measures ages, to the millisecond
   * @param bytes the greatest size of all entries together, by an estimate; 0 caches nothing
   * @param time the time after which an entry is removed
   */
  public ImageCache(InstantSource clock, long bytes, Duration time) {
    this.clock = clock;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .weigher((Key key, Entry entry) -> weight(key, entry))
            .expireAfterWrite(time)
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  /**
   * The account and the repository that an entry belongs to.
   *
   * @param account the fingerprint of the credentials that the caller supplied
   * @param repository the repository with its host
   */
  public record Owner(String account, String repository) {}

  /** The kinds of entries. */
  enum Kind {
    NAME,
    DOCUMENT,
    CONFIGURATION,
    TAGS
  }

  /**
   * The key of an entry.
   *
   * @param text a tag or a digest; empty for a tag list
   */
  record Key(Owner owner, Kind kind, String text) {}

  private sealed interface Entry {}

  /** The digest that a tag resolved to. */
  record Resolution(Digest digest, Instant readAt) implements Entry {}

  /** A manifest or index. */
  record Document(ReadDocument read, Instant readAt) implements Entry {}

  /** A configuration, and its parsed form once an inspection has parsed it. */
  static final class Configuration implements Entry {

    private record Parsed(ImageFormat format, ImageConfig config) {}

    private final byte[] body;
    private volatile @Nullable Parsed parsed;

    Configuration(byte[] body) {
      this.body = body;
    }

    byte[] body() {
      return body;
    }

    /** The configuration, parsed by the rules of a format; null if it has not been yet. */
    @Nullable ImageConfig parsed(ImageFormat format) {
      Parsed current = parsed;
      return current != null && current.format() == format ? current.config() : null;
    }

    void putParsed(ImageFormat format, ImageConfig config) {
      parsed = new Parsed(format, config);
    }
  }

  /** The tags of a repository; empty if the registry refuses to list them. */
  record Tags(Optional<List<String>> listed, Instant readAt) implements Entry {}

  /** The reads that are under way. */
  SharedReads reads() {
    return reads;
  }

  /**
   * The number of removals so far that may concern a repository. A reader takes it before it reads,
   * and hands it back with what it puts into the cache.
   */
  long epoch(Owner owner) {
    return removals.get(counter(owner.repository()));
  }

  private static int counter(String repository) {
    return Math.floorMod(repository.hashCode(), EPOCHS);
  }

  /** The time since something was read. */
  Duration age(Instant readAt) {
    return Duration.between(readAt, clock.instant());
  }

  @Nullable Resolution resolution(Owner owner, String tag) {
    return (Resolution) entries.getIfPresent(new Key(owner, Kind.NAME, tag));
  }

  @Nullable Document document(Owner owner, Digest digest) {
    return (Document) entries.getIfPresent(new Key(owner, Kind.DOCUMENT, digest.toString()));
  }

  @Nullable Configuration configuration(Owner owner, Descriptor descriptor) {
    return (Configuration)
        entries.getIfPresent(new Key(owner, Kind.CONFIGURATION, descriptor.digest().toString()));
  }

  @Nullable Tags tags(Owner owner) {
    return (Tags) entries.getIfPresent(new Key(owner, Kind.TAGS, ""));
  }

  /** Caches the digest that a tag resolved to now. */
  void putResolution(Owner owner, String tag, Digest digest, long epoch) {
    put(new Key(owner, Kind.NAME, tag), new Resolution(digest, clock.instant()), epoch);
  }

  /** Caches a document by its digest. */
  void put(Owner owner, Digest digest, ReadDocument read, long epoch) {
    put(
        new Key(owner, Kind.DOCUMENT, digest.toString()),
        new Document(read, clock.instant()),
        epoch);
  }

  /** Caches a configuration. */
  void put(Owner owner, Descriptor descriptor, byte[] body, long epoch) {
    put(
        new Key(owner, Kind.CONFIGURATION, descriptor.digest().toString()),
        new Configuration(body),
        epoch);
  }

  /** Caches the tags of a repository. */
  void put(Owner owner, Optional<List<String>> tags, long epoch) {
    put(new Key(owner, Kind.TAGS, ""), new Tags(tags, clock.instant()), epoch);
  }

  private void put(Key key, Entry entry, long epoch) {
    if (epoch != epoch(key.owner())) {
      return;
    }
    entries.put(key, entry);
    if (epoch != epoch(key.owner())) { // removed between the two
      entries.invalidate(key);
    }
  }

  /** Removes what a reference resolves to, for one owner. */
  void remove(Owner owner, ImageReference reference) {
    entries.invalidate(new Key(owner, Kind.NAME, reference.target()));
    entries.invalidate(new Key(owner, Kind.DOCUMENT, reference.target()));
  }

  /**
   * Removes an image for all accounts: the digest of its tag, its document, and the tag list of its
   * repository.
   */
  public void remove(String repository, ImageReference reference) {
    var unused = removals.incrementAndGet(counter(repository));
    entries
        .asMap()
        .keySet()
        .removeIf(
            key ->
                key.owner().repository().equals(repository)
                    && (key.kind() == Kind.TAGS || key.text().equals(reference.target())));
  }

  private static int weight(Key key, Entry entry) {
    long bytes = 0;
    if (entry instanceof Document document) {
      bytes = (long) PARSED_FACTOR * document.read().body().length;
    } else if (entry instanceof Configuration configuration) {
      bytes = (long) PARSED_FACTOR * configuration.body().length;
    } else if (entry instanceof Tags tags) {
      bytes =
          tags.listed().orElse(List.of()).stream().mapToLong(tag -> TAG_BYTES + tag.length()).sum();
    }
    int keyLength = key.owner().repository().length() + key.text().length();
    return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + keyLength + bytes);
  }
}
