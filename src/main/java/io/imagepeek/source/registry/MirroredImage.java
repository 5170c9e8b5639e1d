package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.registry.cache.RemoteImage;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An image that several places may have, tried in order: each next one whatever the one before
 * failed with. All that belongs to the image is then read at the one that served. Where none does,
 * the failure is the last one's, which is the registry itself; what mirrors failed with is noted in
 * the context. A deadline that has passed, or an inspection that has ended, ends the trying too.
 *
 * <p>One inspection uses it, on any thread.
 */
final class MirroredImage implements RemoteImage {

  /** A place that may have the image; it is opened when it is first asked, and once. */
  static final class Place {

    private final String host;
    private final Supplier<? extends RemoteImage> opening;
    private @Nullable RemoteImage opened;

    /**
     * @param host as failures call it
     * @param opening the image there; an {@link InspectFailure} that it throws is one of the place
     */
    Place(String host, Supplier<? extends RemoteImage> opening) {
      this.host = host;
      this.opening = opening;
    }

    private synchronized RemoteImage open() {
      RemoteImage known = opened;
      if (known == null) {
        known = opening.get();
        opened = known;
      }
      return known;
    }
  }

  private static final int NONE = -1;

  /** What has been found out of the image, for all who read it. */
  private static final class Found {
    private volatile int served = NONE;
    private volatile CompletableFuture<Boolean> finding = CompletableFuture.completedFuture(true);
  }

  private final ImageReference asked;
  private final List<Place> places;
  private final Found found;
  private final InspectionContext context;

  /**
   * @param asked the reference as it was asked for, which names the image wherever it is read
   * @param places at least one, the registry itself last
   */
  MirroredImage(ImageReference asked, List<Place> places, InspectionContext context) {
    this(asked, List.copyOf(places), new Found(), context);
  }

  private MirroredImage(
      ImageReference asked, List<Place> places, Found found, InspectionContext context) {
    this.asked = asked;
    this.places = places;
    this.found = found;
    this.context = context;
  }

  @Override
  public MirroredImage within(InspectionContext other) {
    return new MirroredImage(asked, places, found, other);
  }

  /** Begins where the image was served before, if it was. */
  @Override
  public Uni<ReadDocument> resolve() {
    return finding(
        () -> inOrder(Math.max(found.served, 0), RemoteImage::resolve, document -> true));
  }

  /** A mirror that does not tell may lack the image: the next one is asked. */
  @Override
  public Uni<Optional<Digest>> current() {
    return finding(() -> current(Math.max(found.served, 0)));
  }

  private Uni<Optional<Digest>> current(int number) {
    return inOrder(number, RemoteImage::current, Optional::isPresent)
        .flatMap(
            told ->
                told.isPresent() || number == places.size() - 1
                    ? Uni.createFrom().item(told)
                    : current(number + 1));
  }

  /** What finds out where the image is; the tags wait for it. */
  private <T> Uni<T> finding(Supplier<Uni<T>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              CompletableFuture<Boolean> attempt = new CompletableFuture<>();
              found.finding = attempt;
              return request.get().onTermination().invoke(() -> attempt.complete(true));
            });
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return whereServed(image -> image.manifest(descriptor));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    return whereServed(image -> image.config(descriptor));
  }

  /** Those of the place that serves the image: which that is, is found out first. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return Uni.createFrom()
        .deferred(
            () ->
                // A copy: whoever cancels it leaves the others waiting.
                Uni.createFrom()
                    .completionStage(found.finding::copy)
                    .flatMap(
                        known ->
                            found.served == NONE ? current().flatMap(told -> listed()) : listed()));
  }

  private Uni<Optional<List<String>>> listed() {
    int place = found.served;
    return place == NONE
        ? inOrder(0, RemoteImage::tags, tags -> false)
        : places.get(place).open().within(context).tags();
  }

  /** The name that was asked for, whatever a mirror calls it. */
  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return Uni.createFrom().item(RemoteImage.named(asked, resolved));
  }

  private <T> Uni<T> whereServed(Function<RemoteImage, Uni<T>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              int place = found.served;
              return place == NONE
                  ? inOrder(0, request, answer -> true)
                  : request.apply(places.get(place).open().within(context));
            });
  }

  /**
   * @param serves whether an answer shows that the place has the image
   */
  private <T> Uni<T> inOrder(
      int number, Function<RemoteImage, Uni<T>> request, Predicate<T> serves) {
    Place place = places.get(number);
    return Uni.createFrom()
        .deferred(() -> request.apply(place.open().within(context)))
        .onItem()
        .invoke(
            answer -> {
              if (serves.test(answer)) {
                found.served = number;
              }
            })
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> {
              if (number == places.size() - 1) {
                return Uni.createFrom().failure(failure);
              }
              context.noteFailure("mirror " + place.host + ": " + failure.error());
              return context.ended() || context.remaining().isZero()
                  ? Uni.createFrom().failure(failure)
                  : inOrder(number + 1, request, serves);
            });
  }
}
