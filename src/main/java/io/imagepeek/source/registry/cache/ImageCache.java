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
 * What was read from registries: what names meant and when, documents by their digest, lists of
 * tags. It is bounded in bytes and in time; what was not used for longest goes first. Everything is
 * kept for whom it was read, in the repository that it was read from, and for nobody else. Safe for
 * use by many threads.
 */
public final class ImageCache {

  /** What an entry takes beside the text in it: keys, records, the cache's own links. */
  private static final int ENTRY_BYTES = 600;

  /** A document's bytes, and what they say as objects: many short texts take most. */
  private static final int PARSED = 16;

  private static final int TAG_BYTES = 56;

  /** So many counters; one repository in as many shares one with another. */
  private static final int EPOCHS = 4_096;

  private final InstantSource clock;
  private final Cache<Key, Entry> entries;

  /**
   * Counts what was forgotten on demand: what was asked before is not kept after. Repositories
   * share the counters by their hash, so that their number is bounded.
   */
  private final AtomicLongArray forgotten = new AtomicLongArray(EPOCHS);

  /**
   * @param bytes kept at most, by an estimate; 0 keeps nothing
   * @param time after which everything is asked anew
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
   * For whom something was read, and where.
   *
   * @param account the fingerprint of the credentials that the caller supplied
   * @param repository with its host
   */
  public record Owner(String account, String repository) {}

  /** What is kept. */
  enum Kind {
    NAME,
    DOCUMENT,
    CONFIGURATION,
    TAGS
  }

  /**
   * By what it is found.
   *
   * @param text a tag, or a digest
   */
  record Key(Owner owner, Kind kind, String text) {}

  /** An entry. */
  private sealed interface Entry {}

  /** What a tag meant. */
  record Meaning(Digest digest, Instant asked) implements Entry {}

  /** A manifest or index. */
  record Document(ReadDocument read, Instant asked) implements Entry {}

  /** A configuration, and what it says once somebody has read it. */
  static final class Configuration implements Entry {

    private record Said(ImageFormat format, ImageConfig config) {}

    private final byte[] body;
    private volatile @Nullable Said said;

    Configuration(byte[] body) {
      this.body = body;
    }

    byte[] body() {
      return body;
    }

    /** What it says by the rules of a format; null if nobody has read it so. */
    @Nullable ImageConfig said(ImageFormat format) {
      Said known = said;
      return known != null && known.format() == format ? known.config() : null;
    }

    void says(ImageFormat format, ImageConfig config) {
      said = new Said(format, config);
    }
  }

  /** The tags of a repository; empty where the registry denies the listing. */
  record Tags(Optional<List<String>> listed, Instant asked) implements Entry {}

  /**
   * What the memory has been told to forget of a repository up to now, to be handed back with what
   * is read there.
   */
  long epoch(Owner owner) {
    return forgotten.get(counter(owner.repository()));
  }

  private static int counter(String repository) {
    return Math.floorMod(repository.hashCode(), EPOCHS);
  }

  /** The time since something was asked. */
  Duration age(Instant asked) {
    return Duration.between(asked, clock.instant());
  }

  @Nullable Meaning meaning(Owner owner, String tag) {
    return (Meaning) entries.getIfPresent(new Key(owner, Kind.NAME, tag));
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

  /** A tag means that now. */
  void keepMeaning(Owner owner, String tag, Digest digest, long epoch) {
    keep(new Key(owner, Kind.NAME, tag), new Meaning(digest, clock.instant()), epoch);
  }

  /** A document, found by its digest. */
  void keep(Owner owner, Digest digest, ReadDocument read, long epoch) {
    keep(
        new Key(owner, Kind.DOCUMENT, digest.toString()),
        new Document(read, clock.instant()),
        epoch);
  }

  /** A configuration. */
  void keep(Owner owner, Descriptor descriptor, byte[] body, long epoch) {
    keep(
        new Key(owner, Kind.CONFIGURATION, descriptor.digest().toString()),
        new Configuration(body),
        epoch);
  }

  /** The tags of a repository. */
  void keep(Owner owner, Optional<List<String>> tags, long epoch) {
    keep(new Key(owner, Kind.TAGS, ""), new Tags(tags, clock.instant()), epoch);
  }

  private void keep(Key key, Entry entry, long epoch) {
    if (epoch != epoch(key.owner())) {
      return;
    }
    entries.put(key, entry);
    if (epoch != epoch(key.owner())) { // forgotten between the two
      entries.invalidate(key);
    }
  }

  /** A name means nothing any more, for this owner. */
  void forget(Owner owner, ImageReference reference) {
    entries.invalidate(new Key(owner, Kind.NAME, reference.target()));
    entries.invalidate(new Key(owner, Kind.DOCUMENT, reference.target()));
  }

  /** Forgets an image for everybody: what its name means, its document, its repository's tags. */
  public void forget(String repository, ImageReference reference) {
    var unused = forgotten.incrementAndGet(counter(repository));
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
      bytes = (long) PARSED * document.read().body().length;
    } else if (entry instanceof Configuration configuration) {
      bytes = (long) PARSED * configuration.body().length;
    } else if (entry instanceof Tags tags) {
      bytes =
          tags.listed().orElse(List.of()).stream().mapToLong(tag -> TAG_BYTES + tag.length()).sum();
    }
    int found = key.owner().repository().length() + key.text().length();
    return (int) Math.min(Integer.MAX_VALUE, ENTRY_BYTES + found + bytes);
  }
}
