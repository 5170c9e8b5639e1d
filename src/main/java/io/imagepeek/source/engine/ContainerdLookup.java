package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.engine.ContainerdName.ImageId;
import io.imagepeek.source.engine.ContainerdName.Named;
import io.imagepeek.source.engine.ContainerdName.Pinned;
import io.imagepeek.source.engine.containerd.Image;
import io.smallrye.mutiny.Uni;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds an image as container engines do in a containerd store: by its name or id, then all names
 * with the same target.
 */
final class ContainerdLookup {

  /**
   * The result of a look-up.
   *
   * @param match the image of the name; for an id, the first one with it
   * @param target the digest of the content behind all of them
   * @param all the images with this target, in containerd's order
   */
  record Found(Image match, Digest target, List<Image> all) {

    Found {
      all = List.copyOf(all);
    }
  }

  private final ContainerdApi api;
  private final InspectionContext context;

  ContainerdLookup(ContainerdApi api, InspectionContext context) {
    this.api = api;
    this.context = context;
  }

  /**
   * The image of a name.
   *
   * <p>Fails with an {@link ImageNotFoundInRegistry} where there is none.
   */
  Uni<Found> find(ContainerdName name) {
    if (name instanceof ImageId id) {
      return byId(id.target());
    }
    return name instanceof Pinned pinned ? pinned(pinned) : named((Named) name, 0);
  }

  /**
   * By target; else by name, since Kubernetes names images by the digests of their configurations
   * and calls these digests image ids.
   */
  private Uni<Found> byId(Digest id) {
    return api.images(ContainerdFilter.target(id), context)
        .flatMap(
            all ->
                all.isEmpty()
                    ? api.image(id.toString(), context)
                        .flatMap(
                            found ->
                                withAll(found.orElseThrow(() -> absent("no image has this id"))))
                        .map(found -> new Found(first(found.all()), found.target(), found.all()))
                    : Uni.createFrom().item(new Found(first(all), id, all)));
  }

  /** The first name that engines know, of all with an id or digest. */
  private static Image first(List<Image> all) {
    return all.stream()
        .filter(image -> !ContainerdNames.isDangling(image))
        .filter(image -> ContainerdNames.canonical(image.getName()).isPresent())
        .findFirst()
        .orElse(all.get(0));
  }

  /** By digest, and then by repository: the same content under other names is another image. */
  private Uni<Found> pinned(Pinned pinned) {
    Digest digest = pinned.reference().digest();
    if (digest == null) {
      throw new IllegalArgumentException("no digest");
    }
    return api.images(ContainerdFilter.target(digest), context)
        .map(
            all -> {
              List<Image> named =
                  all.stream().filter(image -> isOf(image, pinned.reference().name())).toList();
              if (named.isEmpty()) {
                throw absent("no image of this name has this digest");
              }
              return new Found(first(named), digest, all);
            });
  }

  private static boolean isOf(Image image, String repository) {
    return ContainerdNames.reference(image.getName())
        .map(reference -> reference.name().equals(repository))
        .orElse(false);
  }

  private Uni<Found> named(Named name, int index) {
    if (index == name.forms().size()) {
      return byPrefix(name);
    }
    return api.image(name.forms().get(index), context)
        .flatMap(found -> found.isPresent() ? withAll(found.get()) : named(name, index + 1));
  }

  private Uni<Found> byPrefix(Named name) {
    if (name.refusal() != null) {
      throw name.refusal();
    }
    if (name.idPrefix() == null) {
      throw absent("no image has this name");
    }
    return api.images(ContainerdFilter.targetPrefix(name.idPrefix()), context)
        .map(
            all -> {
              if (all.isEmpty()) {
                throw absent("no image has this name, or an id that begins so");
              }
              String target = all.get(0).getTarget().getDigest();
              if (!all.stream().allMatch(image -> image.getTarget().getDigest().equals(target))) {
                throw new InvalidInspectParameters("imageName: the ids of several images begin so");
              }
              return new Found(first(all), digest(target), all);
            });
  }

  /** All names of the target. Fails where the image was removed in the meantime. */
  private Uni<Found> withAll(Image match) {
    Digest target = digest(match.getTarget().getDigest());
    requirePinned(match, target);
    return api.images(ContainerdFilter.target(target), context)
        .map(
            all -> {
              if (all.stream().noneMatch(image -> image.getName().equals(match.getName()))) {
                throw InspectImageFailure.transientFailure(
                    "inconsistent data: the image was changed or removed while it was looked up");
              }
              return new Found(match, target, all);
            });
  }

  /** A name may have a digest even if it is not a reference; it must be the target's. */
  private static void requirePinned(Image match, Digest target) {
    int at = match.getName().indexOf('@');
    Digest pin = at < 0 ? null : pin(match.getName().substring(at + 1));
    if (pin != null && !pin.equals(target)) {
      throw new InspectImageFailure("the image of this name has another digest than its name");
    }
  }

  private static @Nullable Digest pin(String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  private static Digest digest(String target) {
    try {
      return Digest.parse(target);
    } catch (IllegalArgumentException malformed) {
      throw new InspectImageFailure(
          "the image's target has no usable digest: " + malformed.getMessage(), malformed);
    }
  }

  private static ImageNotFoundInRegistry absent(String what) {
    return new ImageNotFoundInRegistry(what + " in containerd");
  }
}
