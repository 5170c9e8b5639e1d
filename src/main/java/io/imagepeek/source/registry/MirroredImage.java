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
 * An image that can be read from several locations: mirrors, and last the registry itself. They are
 * tried in order, whatever error the one before had. The first one that serves the image serves
 * everything else of it, too. If none does, the failure is the registry's; the errors of mirrors
 * are noted in the context. No further location is tried after the deadline, or once the inspection
 * has ended.
 *
 * <p>For one inspection, on any thread.
 */
final class MirroredImage implements RemoteImage {

  /** A location that may have the image. It is opened once, before its first request. */
  static final class Location {

    private final String host;
    private final Supplier<? extends RemoteImage> opener;
    private @Nullable RemoteImage opened;

    /**
     * @param host the host, as failures name it
     * @param opener opens the image there; an {@link InspectFailure} that it throws counts as a
     *     failure of this location
     */
    Location(String host, Supplier<? extends RemoteImage> opener) {
      this.host = host;
      this.opener = opener;
    }

    private synchronized RemoteImage open() {
      RemoteImage image = opened;
      if (image == null) {
        image = opener.get();
        opened = image;
      }
      return image;
    }
  }

  private static final int NONE = -1;

  /** Which location serves the image; shared by all inspections that read it. */
  private static final class Search {
    private volatile int servedBy = NONE;
    private volatile CompletableFuture<Boolean> done = CompletableFuture.completedFuture(true);
  }

  private final ImageReference requested;
  private final List<Location> locations;
  private final Search search;
  private final InspectionContext context;

  /**
   * @param requested the reference of the request, which names the image wherever it is read
   * @param locations at least one; the last one is the registry itself
   */
  MirroredImage(ImageReference requested, List<Location> locations, InspectionContext context) {
    this(requested, List.copyOf(locations), new Search(), context);
  }

  private MirroredImage(
      ImageReference requested,
      List<Location> locations,
      Search search,
      InspectionContext context) {
    this.requested = requested;
    this.locations = locations;
    this.search = search;
    this.context = context;
  }

  @Override
  public MirroredImage within(InspectionContext other) {
    return new MirroredImage(requested, locations, search, other);
  }

  /** Starts with the location that served the image before, if any. */
  @Override
  public Uni<ReadDocument> resolve() {
    return searching(
        () -> tryFrom(Math.max(search.servedBy, 0), RemoteImage::resolve, document -> true));
  }

  /** A mirror that names no digest may lack the image, so the next location is tried. */
  @Override
  public Uni<Optional<Digest>> current() {
    return searching(() -> current(Math.max(search.servedBy, 0)));
  }

  private Uni<Optional<Digest>> current(int number) {
    return tryFrom(number, RemoteImage::current, Optional::isPresent)
        .flatMap(
            digest ->
                digest.isPresent() || number == locations.size() - 1
                    ? Uni.createFrom().item(digest)
                    : current(number + 1));
  }

  /** A request that finds the location of the image; {@link #tags} waits for its end. */
  private <T> Uni<T> searching(Supplier<Uni<T>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              CompletableFuture<Boolean> attempt = new CompletableFuture<>();
              search.done = attempt;
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

  /** The tags of the location that serves the image, which is found out first if need be. */
  @Override
  public Uni<Optional<List<String>>> tags() {
    return Uni.createFrom()
        .deferred(
            () ->
                // A copy: cancelling it must not cancel the wait of the others.
                Uni.createFrom()
                    .completionStage(search.done::copy)
                    .flatMap(
                        searched ->
                            search.servedBy == NONE
                                ? current().flatMap(digest -> listTags())
                                : listTags()));
  }

  private Uni<Optional<List<String>>> listTags() {
    int number = search.servedBy;
    return number == NONE
        ? tryFrom(0, RemoteImage::tags, tags -> false)
        : locations.get(number).open().within(context).tags();
  }

  /** The requested name, whatever name the image has at a mirror. */
  @Override
  public Uni<StoreMetadata> entry(Digest resolved) {
    return Uni.createFrom().item(RemoteImage.named(requested, resolved));
  }

  private <T> Uni<T> whereServed(Function<RemoteImage, Uni<T>> request) {
    return Uni.createFrom()
        .deferred(
            () -> {
              int number = search.servedBy;
              return number == NONE
                  ? tryFrom(0, request, result -> true)
                  : request.apply(locations.get(number).open().within(context));
            });
  }

  /**
   * Tries the locations from this number on.
   *
   * @param serves whether a result shows that the location has the image
   */
  private <T> Uni<T> tryFrom(
      int number, Function<RemoteImage, Uni<T>> request, Predicate<T> serves) {
    Location location = locations.get(number);
    return Uni.createFrom()
        .deferred(() -> request.apply(location.open().within(context)))
        .onItem()
        .invoke(
            result -> {
              if (serves.test(result)) {
                search.servedBy = number;
              }
            })
        .onFailure(InspectFailure.class)
        .recoverWithUni(
            failure -> {
              if (number == locations.size() - 1) {
                return Uni.createFrom().failure(failure);
              }
              context.noteFailure("mirror " + location.host + ": " + failure.error());
              return context.ended() || context.remaining().isZero()
                  ? Uni.createFrom().failure(failure)
                  : tryFrom(number + 1, request, serves);
            });
  }
}
