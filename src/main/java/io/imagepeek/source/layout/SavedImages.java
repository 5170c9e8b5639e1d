package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.layout.LocalJson.SavedImage;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images of a {@code docker save} archive.
 *
 * @param images in the archive's order
 */
record SavedImages(List<SavedImage> images) {

  SavedImages {
    images = List.copyOf(images);
  }

  /**
   * The image of a request.
   *
   * @param tag a repository's tag or {@code @N}, the N-th image; null for the only image
   * @throws InvalidInspectParameters if several match
   * @throws ImageNotFoundInRegistry if none matches
   */
  SavedImage choose(@Nullable String tag) {
    OptionalInt place = tag == null ? OptionalInt.empty() : FamiliarNames.place(tag);
    if (place.isPresent()) {
      return at(place.getAsInt());
    }
    Predicate<SavedImage> meant = tag == null ? image -> true : named(tag);
    List<SavedImage> found = images.stream().filter(meant).distinct().limit(2).toList();
    if (found.isEmpty()) {
      throw new ImageNotFoundInRegistry(
          tag == null
              ? "the archive has no images"
              : "the archive has no image \"%s\"; it has %s"
                  .formatted(Quoted.text(tag), described(image -> true)));
    }
    if (found.size() > 1) {
      throw new InvalidInspectParameters(
          "imageTag: the archive has several images%s; say which, by name or place: %s"
              .formatted(tag == null ? "" : " of this name", described(meant)));
    }
    return found.get(0);
  }

  private SavedImage at(int place) {
    if (place >= images.size()) {
      throw new ImageNotFoundInRegistry(
          "the archive has %d images, the first of which is @0".formatted(images.size()));
    }
    return images.get(place);
  }

  /** All names of all images, as they are written. */
  List<String> tags() {
    return images.stream().flatMap(image -> image.repoTags().stream()).toList();
  }

  private static Predicate<SavedImage> named(String tag) {
    Predicate<String> same = FamiliarNames.sameAs(tag);
    return image -> image.repoTags().stream().anyMatch(same);
  }

  /** The names and positions of some images; an image without a name has only its position. */
  private String described(Predicate<SavedImage> some) {
    return FamiliarNames.shown(
        IntStream.range(0, images.size())
            .filter(i -> some.test(images.get(i)))
            .boxed()
            .flatMap(i -> Stream.concat(images.get(i).repoTags().stream(), Stream.of("@" + i))));
  }
}
