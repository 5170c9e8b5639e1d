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
 * An image in a registry, as far as possible read from memory. What a tag means is asked by one
 * HEAD where it is known what it meant, and not at all where it was asked no longer ago than the
 * caller accepts. What is read is read once for all who want it at the same time.
 */
public final class CachedImage implements StoredImage {

  private final Supplier<RemoteImage> opening;
  private final ImageReference reference;
  private final ImageCache.Owner owner;
  private final Accepted accepted;
  private final ImageCache memory;
  private final SharedReads flights;
  private final MemoryBudget budget;
  private final InspectionContext context;
  private @Nullable RemoteImage opened;

  /**
   * What the caller takes from memory.
   *
   * @param age of what a tag meant, at most
   * @param digests whether a document whose digest was asked for is taken however old it is
   */
  public record Accepted(Duration age, boolean digests) {

    boolean takes(Duration known) {
      return !age.isZero() && known.compareTo(age) <= 0;
    }
  }

  /**
   * @param opening what is not remembered, where it is needed
   * @param budget for what is taken from memory, which may forget it while it is used
   */
  public CachedImage(
      Supplier<RemoteImage> opening,
      ImageReference reference,
      ImageCache.Owner owner,
      Accepted accepted,
      ImageCache memory,
      SharedReads flights,
      MemoryBudget budget,
      InspectionContext context) {
    this.opening = opening;
    this.reference = reference;
    this.owner = owner;
    this.accepted = accepted;
    this.memory = memory;
    this.flights = flights;
    this.budget = budget;
    this.context = context;
  }

  /** What a name was found to mean, for all who asked at the same time. */
  record Resolved(ReadDocument read, Freshness freshness) {}

  @Override
  public Uni<ReadDocument> resolve() {
    ImageCache.Meaning meaning = meaning();
    ImageCache.Document known = meaning == null ? null : memory.document(owner, meaning.digest());
    if (meaning != null && known != null && isTaken(meaning)) {
      context.noteFreshness(Freshness.remembered(memory.age(meaning.asked())));
      return held(known.read(), known.read().body().length);
    }
    return named((image, epoch) -> known == null ? read(image, epoch) : revalidate(image, epoch))
        .map(
            resolved -> {
              context.noteFreshness(resolved.freshness());
              return resolved.read();
            });
  }

  /** Who asks for the truth is told what the registry says from now on, and takes no other's. */
  private Uni<Resolved> named(Reading<Resolved> reading) {
    if (!accepted.digests()) {
      return context.waiting(
          Uni.createFrom().deferred(() -> reading.from(remote(), memory.epoch(owner))));
    }
    // What was asked before an image was forgotten is no answer to who asks after.
    String text = reference.target() + " " + memory.epoch(owner);
    return flight(flights.names(), new ImageCache.Key(owner, ImageCache.Kind.NAME, text), reading);
  }

  /** What the reference meant when it was asked last; a digest means itself. */
  private ImageCache.@Nullable Meaning meaning() {
    Digest digest = reference.digest();
    if (digest == null) {
      return memory.meaning(owner, reference.target());
    }
    ImageCache.Document known = memory.document(owner, digest);
    return known == null ? null : new ImageCache.Meaning(digest, known.asked());
  }

  private boolean isTaken(ImageCache.Meaning meaning) {
    return (reference.digest() != null && accepted.digests())
        || accepted.takes(memory.age(meaning.asked()));
  }

  private Uni<Resolved> revalidate(RemoteImage image, long epoch) {
    return image
        .current()
        .flatMap(
            told -> {
              ImageCache.Document known =
                  told.map(digest -> memory.document(owner, digest)).orElse(null);
              if (known == null) {
                return read(image, epoch);
              }
              keep(told.get(), known.read(), epoch);
              return Uni.createFrom().item(new Resolved(known.read(), Freshness.REVALIDATED));
            });
  }

  private Uni<Resolved> read(RemoteImage image, long epoch) {
    return image
        .resolve()
        .onFailure(InspectFailure.class)
        .invoke(
            failure -> {
              if (failure.mayBeMissing()) {
                memory.forget(owner, reference);
              }
            })
        .map(
            read -> {
              keep(reference.digest() == null ? read.digest() : reference.digest(), read, epoch);
              return new Resolved(read, Freshness.NEW);
            });
  }

  private void keep(Digest digest, ReadDocument read, long epoch) {
    memory.keep(owner, digest, read, epoch);
    if (reference.digest() == null) {
      memory.keepMeaning(owner, reference.target(), digest, epoch);
    }
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    ImageCache.Document known = memory.document(owner, descriptor.digest());
    if (known != null && known.read().body().length == descriptor.size()) {
      return held(known.read(), known.read().body().length);
    }
    return flight(
        flights.documents(),
        key(ImageCache.Kind.DOCUMENT, descriptor),
        (image, epoch) ->
            image
                .manifest(descriptor)
                .invoke(read -> memory.keep(owner, descriptor.digest(), read, epoch)));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    ImageCache.Configuration known = memory.configuration(owner, descriptor);
    if (known != null && known.body().length == descriptor.size()) {
      return held(known.body(), known.body().length);
    }
    return flight(
        flights.configurations(),
        key(ImageCache.Kind.CONFIGURATION, descriptor),
        (image, epoch) ->
            image.config(descriptor).invoke(body -> memory.keep(owner, descriptor, body, epoch)));
  }

  /** Read once: most inspections are of images that were inspected before. */
  @Override
  public Uni<ImageConfig> imageConfig(
      Descriptor descriptor, ImageFormat format, int maxDepth, ParserExecutor parsers) {
    ImageCache.Configuration known = memory.configuration(owner, descriptor);
    ImageConfig said =
        known == null || known.body().length != descriptor.size() ? null : known.said(format);
    if (said != null) {
      return Uni.createFrom().item(said);
    }
    return StoredImage.super
        .imageConfig(descriptor, format, maxDepth, parsers)
        .invoke(
            config -> {
              ImageCache.Configuration kept = memory.configuration(owner, descriptor);
              if (kept != null) {
                kept.says(format, config);
              }
            });
  }

  /** No registry says whether its list has changed: it is read anew unless its age is accepted. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    ImageCache.Tags known = memory.tags(owner);
    if (known != null && accepted.takes(memory.age(known.asked()))) {
      context.noteFreshness(Freshness.remembered(memory.age(known.asked())));
      return Uni.createFrom().item(known.listed());
    }
    return flight(
        flights.tags(),
        new ImageCache.Key(owner, ImageCache.Kind.TAGS, ""),
        (image, epoch) -> image.tags().invoke(tags -> memory.keep(owner, tags, epoch)));
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
    RemoteImage known = opened;
    if (known == null) {
      known = opening.get();
      opened = known;
    }
    return known;
  }

  private interface Reading<T> {
    Uni<T> from(RemoteImage image, long epoch);
  }

  /**
   * The flight outlives this inspection if others still want what it brings. What it holds of the
   * memory is held by the flight, by who has opened it and by all that it brought something, until
   * the last of them is done.
   */
  private <T> Uni<T> flight(
      SingleFlight<ImageCache.Key, SharedReads.Shared<T>> shared,
      ImageCache.Key key,
      Reading<T> reading) {
    return context
        .waiting(
            shared.join(
                key,
                context,
                flight -> {
                  context.holdings().join(flight.holdings());
                  return reading
                      .from(remote().within(flight), memory.epoch(owner))
                      .map(read -> new SharedReads.Shared<>(read, flight.holdings()));
                }))
        .map(
            brought -> {
              context.holdings().join(brought.holdings());
              return brought.read();
            });
  }

  /** What is remembered counts there; but it may be forgotten while it is used, if it is large. */
  private <T> Uni<T> held(T known, int bytes) {
    return bytes <= MemoryBudget.SMALL
        ? Uni.createFrom().item(known)
        : budget.forBody(reference.host(), bytes, context).replaceWith(known);
  }

  /** With the size, which is verified too: an image may describe a document wrongly. */
  private ImageCache.Key key(ImageCache.Kind kind, Descriptor descriptor) {
    return new ImageCache.Key(owner, kind, descriptor.digest() + " " + descriptor.size());
  }
}
