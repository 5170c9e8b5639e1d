package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreEntry;
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

  private final ImageReference asked;
  private final List<Place> places;
  private final InspectionContext context;
  private volatile int served = NONE;
  private volatile CompletableFuture<Boolean> resolving = CompletableFuture.completedFuture(true);

  /**
   * @param asked the reference as it was asked for, which names the image wherever it is read
   * @param places at least one, the registry itself last
   */
  MirroredImage(ImageReference asked, List<Place> places, InspectionContext context) {
    this.asked = asked;
    this.places = List.copyOf(places);
    this.context = context;
  }

  /** Begins where the image was served before, if it was. */
  @Override
  public Uni<ReadDocument> resolve() {
    return Uni.createFrom()
        .deferred(
            () -> {
              CompletableFuture<Boolean> attempt = new CompletableFuture<>();
              resolving = attempt;
              return inOrder(Math.max(served, 0), RemoteImage::resolve, document -> true)
                  .onTermination()
                  .invoke(() -> attempt.complete(true));
            });
  }

  /** A mirror that does not tell ends the trying: it may well have the image. */
  @Override
  public Uni<Optional<Digest>> current() {
    return Uni.createFrom()
        .deferred(() -> inOrder(Math.max(served, 0), RemoteImage::current, Optional::isPresent));
  }

  @Override
  public Uni<ReadDocument> manifest(Descriptor descriptor) {
    return whereServed(image -> image.manifest(descriptor));
  }

  @Override
  public Uni<byte[]> config(Descriptor descriptor) {
    return whereServed(image -> image.config(descriptor));
  }

  /** Waits for the image to be resolved, if that is under way: the tags come from there as well. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return Uni.createFrom()
        .deferred(
            () -> {
              CompletableFuture<Boolean> attempt = resolving;
              return attempt.isDone() || served != NONE
                  ? whereServed(RemoteImage::tags)
                  // A copy: whoever cancels it leaves the others waiting.
                  : Uni.createFrom()
                      .completionStage(attempt::copy)
                      .flatMap(done -> whereServed(RemoteImage::tags));
            });
  }

  /** The name that was asked for, whatever a mirror calls it. */
  @Override
  public Uni<StoreEntry> entry(Digest resolved) {
    return Uni.createFrom().item(RemoteImage.named(asked, resolved));
  }

  private <T> Uni<T> whereServed(Function<RemoteImage, Uni<T>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              int place = served;
              return place == NONE
                  ? inOrder(0, request, answer -> true)
                  : request.apply(places.get(place).open());
            });
  }

  /**
   * @param serves whether an answer shows that the place has the image
   */
  private <T> Uni<T> inOrder(
      int number, Function<RemoteImage, Uni<T>> request, Predicate<T> serves) {
    Place place = places.get(number);
    return Uni.createFrom()
        .deferred(() -> request.apply(place.open()))
        .onItem()
        .invoke(
            answer -> {
              if (serves.test(answer)) {
                served = number;
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
