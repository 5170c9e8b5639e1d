package io.imagepeek.source.registry.cache;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageFormat;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Freshness;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.SingleFlight;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.StoredImage;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image in a registry that is read from the cache where possible. A tag whose cached age the
 * caller accepts needs no request; an older one is revalidated by one HEAD. Concurrent inspections
 * share equal reads.
 */
public final class CachedImage implements StoredImage {

  private final Supplier<RemoteImage> opener;
  private final ImageReference reference;
  private final ImageCache.Owner owner;
  private final Accepted accepted;
  private final ImageCache cache;
  private final MemoryBudget memory;
  private final InspectionContext context;
  private @Nullable RemoteImage opened;

  /**
   * What the caller accepts from the cache.
   *
   * @param age the greatest age of a resolved tag or of a tag list; zero accepts none
   * @param digests whether a document that is requested by digest is accepted at any age, and
   *     whether the result of a concurrent inspection of the same reference is accepted
   */
  public record Accepted(Duration age, boolean digests) {

    boolean allows(Duration cachedAge) {
      return !age.isZero() && cachedAge.compareTo(age) <= 0;
    }
  }

  /**
   * The image of a reference.
   *
   * @param opener opens the image in the registry when the cache does not have what is needed
   * @param memory is charged for large cached documents, which the cache may evict during their use
   */
  public CachedImage(
      Supplier<RemoteImage> opener,
      ImageReference reference,
      ImageCache.Owner owner,
      Accepted accepted,
      ImageCache cache,
      MemoryBudget memory,
      InspectionContext context) {
    this.opener = opener;
    this.reference = reference;
    this.owner = owner;
    this.accepted = accepted;
    this.cache = cache;
    this.memory = memory;
    this.context = context;
  }

  /** The document that a reference resolves to, for all inspections that share the read. */
  record Resolved(ReadDocument read, Freshness freshness) {}

  @Override
  public Uni<ReadDocument> resolve() {
    ImageCache.Resolution cached = resolution();
    ImageCache.Document document = cached == null ? null : cache.document(owner, cached.digest());
    if (cached != null && document != null && isAccepted(cached)) {
      context.noteFreshness(Freshness.cached(cache.age(cached.readAt())));
      return charged(document.read(), document.read().body().length);
    }
    return reading(
            cache.reads().names(),
            ImageCache.Kind.NAME,
            reference.target(),
            (image, epoch) -> document == null ? read(image, epoch) : revalidate(image, epoch))
        .map(
            resolved -> {
              context.noteFreshness(resolved.freshness());
              return resolved.read();
            });
  }

  /**
   * A read of what may change. A caller that accepts nothing cached does not join reads that began
   * before its request.
   */
  private <T> Uni<T> reading(
      SingleFlight<ImageCache.Key, SharedReads.Shared<T>> reads,
      ImageCache.Kind kind,
      String name,
      Reading<T> reading) {
    if (!accepted.digests()) {
      return context.waiting(
          Uni.createFrom().deferred(() -> reading.from(remote(), cache.epoch(owner))));
    }
    // A read that began before the image was removed from the cache is not joined after that.
    return shared(reads, new ImageCache.Key(owner, kind, name + " " + cache.epoch(owner)), reading);
  }

  /** The cached digest of the reference; a reference with a digest resolves to that. */
  private ImageCache.@Nullable Resolution resolution() {
    Digest digest = reference.digest();
    if (digest == null) {
      return cache.resolution(owner, reference.target());
    }
    ImageCache.Document cached = cache.document(owner, digest);
    return cached == null ? null : new ImageCache.Resolution(digest, cached.readAt());
  }

  private boolean isAccepted(ImageCache.Resolution cached) {
    return (reference.digest() != null && accepted.digests())
        || accepted.allows(cache.age(cached.readAt()));
  }

  private Uni<Resolved> revalidate(RemoteImage image, long epoch) {
    return image
        .current()
        .flatMap(
            current -> {
              ImageCache.Document cached =
                  current.map(digest -> cache.document(owner, digest)).orElse(null);
              if (cached == null) {
                return read(image, epoch);
              }
              put(current.get(), cached.read(), epoch);
              return Uni.createFrom().item(new Resolved(cached.read(), Freshness.REVALIDATED));
            });
  }

  private Uni<Resolved> read(RemoteImage image, long epoch) {
    return image
        .resolve()
        .onFailure(InspectFailure.class)
        .invoke(
            failure -> {
              if (failure.mayBeMissing()) {
                cache.remove(owner, reference);
              }
            })
        .map(
            read -> {
              put(reference.digest() == null ? read.digest() : reference.digest(), read, epoch);
              return new Resolved(read, Freshness.NEW);
            });
  }

  private void put(Digest digest, ReadDocument read, long epoch) {
    cache.put(owner, digest, read, epoch);
    if (reference.digest() == null) {
      cache.putResolution(owner, reference.target(), digest, epoch);
    }
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    ImageCache.Document cached = cache.document(owner, descriptor.digest());
    if (cached != null && cached.read().body().length == descriptor.size()) {
      return charged(cached.read(), cached.read().body().length);
    }
    return shared(
        cache.reads().documents(),
        key(ImageCache.Kind.DOCUMENT, descriptor),
        (image, epoch) ->
            image
                .manifest(descriptor)
                .invoke(read -> cache.put(owner, descriptor.digest(), read, epoch)));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    ImageCache.Configuration cached = cache.configuration(owner, descriptor);
    if (cached != null && cached.body().length == descriptor.size()) {
      return charged(cached.body(), cached.body().length);
    }
    return shared(
        cache.reads().configurations(),
        key(ImageCache.Kind.CONFIGURATION, descriptor),
        (image, epoch) ->
            image.config(descriptor).invoke(body -> cache.put(owner, descriptor, body, epoch)));
  }

  /** Parsed once for each cached configuration: most images are inspected repeatedly. */
  @Override
  public Uni<ImageConfig> imageConfig(
      Descriptor descriptor, ImageFormat format, int maxDepth, ParserExecutor parsers) {
    ImageCache.Configuration cached = cache.configuration(owner, descriptor);
    ImageConfig parsed =
        cached == null || cached.body().length != descriptor.size() ? null : cached.parsed(format);
    if (parsed != null) {
      return Uni.createFrom().item(parsed);
    }
    return StoredImage.super
        .imageConfig(descriptor, format, maxDepth, parsers)
        .invoke(
            config -> {
              ImageCache.Configuration current = cache.configuration(owner, descriptor);
              if (current != null) {
                current.putParsed(format, config);
              }
            });
  }

  /** A list cannot be revalidated: it is read again unless the caller accepts its age. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    ImageCache.Tags cached = cache.tags(owner);
    if (cached != null && accepted.allows(cache.age(cached.readAt()))) {
      context.noteFreshness(Freshness.cached(cache.age(cached.readAt())));
      return Uni.createFrom().item(cached.listed());
    }
    return reading(
        cache.reads().tags(),
        ImageCache.Kind.TAGS,
        "",
        (image, epoch) -> image.tags().invoke(tags -> cache.put(owner, tags, epoch)));
  }

  @Override
  public String origin() {
    return reference.host();
  }

  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return Uni.createFrom().item(RemoteImage.named(reference, resolved));
  }

  private synchronized RemoteImage remote() {
    RemoteImage image = opened;
    if (image == null) {
      image = opener.get();
      opened = image;
    }
    return image;
  }

  private interface Reading<T> {
    Uni<T> from(RemoteImage image, long epoch);
  }

  /**
   * Joins a read that is under way, or starts it. The read goes on after this inspection as long as
   * others wait for it. The memory that it takes is held until the read, the inspection that
   * started it, and all that got its result are done.
   */
  private <T> Uni<T> shared(
      SingleFlight<ImageCache.Key, SharedReads.Shared<T>> reads,
      ImageCache.Key key,
      Reading<T> reading) {
    return context
        .waiting(
            reads.join(
                key,
                context,
                sharedContext -> {
                  context.holdings().join(sharedContext.holdings());
                  return reading
                      .from(remote().within(sharedContext), cache.epoch(owner))
                      .map(read -> new SharedReads.Shared<>(read, sharedContext.holdings()));
                }))
        .map(
            result -> {
              context.holdings().join(result.holdings());
              return result.read();
            });
  }

  /** Charges a cached document that is large: the cache may evict it while it is in use. */
  private <T> Uni<T> charged(T cached, int bytes) {
    return bytes <= MemoryBudget.SMALL
        ? Uni.createFrom().item(cached)
        : memory.forBody(reference.host(), bytes, context).replaceWith(cached);
  }

  /** The size is part of the key: it is verified, and images may claim different sizes. */
  private ImageCache.Key key(ImageCache.Kind kind, Descriptor descriptor) {
    return new ImageCache.Key(owner, kind, descriptor.digest() + " " + descriptor.size());
  }
}
