package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.engine.containerd.Image;
import io.imagepeek.source.engine.containerd.Time;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The names that an image has in containerd, as container engines show them. */
final class ContainerdNames {

  private static final Logger LOG = Logger.getLogger(ContainerdNames.class);

  /** Docker's engine names images so whose last name was removed. */
  private static final String DANGLING = "moby-dangling@";

  /** A label of Docker's classic builder. */
  private static final String PARENT = "org.mobyproject.image.parent";

  private static final Pattern TRAILING_ZEROS = Pattern.compile("(\\.\\d*[1-9])0+Z");

  /** The last time with a year of four digits. */
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private ContainerdNames() {}

  /**
   * The names and metadata of an image.
   *
   * @param all the images with its target, in containerd's order
   * @param driver the snapshotter of its layers
   */
  static StoreMetadata entry(List<Image> all, Digest target, String driver) {
    Set<String> tags = new LinkedHashSet<>();
    Set<String> digests = new LinkedHashSet<>();
    for (Image image : all) {
      if (isDangling(image)) {
        if (all.size() > 1) {
          LOG.warnf(
              "%d images have the target %s, and one of them is still dangling",
              all.size(), target);
        }
        continue;
      }
      add(image.getName(), target, tags, digests);
    }
    return new StoreMetadata(
        List.copyOf(tags), List.copyOf(digests), parent(all), driver, lastTagTime(all));
  }

  private static void add(String name, Digest target, Set<String> tags, Set<String> digests) {
    ImageReference reference = canonical(name).orElse(null);
    if (reference == null) {
      LOG.errorf("an image's name is not a canonical reference: %s", Quoted.text(name));
      tags.add(name);
      return;
    }
    String familiar = hasNoTag(reference) ? reference.familiarName() : reference.familiar();
    tags.add(familiar);
    digests.add(reference.digest() == null ? reference.familiarName() + "@" + target : familiar);
  }

  /** Whether the name only marks an image without a name. */
  static boolean isDangling(Image image) {
    return image.getName().startsWith(DANGLING);
  }

  /** The name as a reference; empty where it is not one. */
  static Optional<ImageReference> reference(String name) {
    try {
      return Optional.of(ImageReference.parse(name, null));
    } catch (InvalidInspectParameters none) {
      return Optional.empty();
    }
  }

  /** The name as a reference; empty where it is not one, or not in canonical form. */
  static Optional<ImageReference> canonical(String name) {
    return reference(name)
        .filter(
            reference ->
                reference.toString().equals(name)
                    || (hasNoTag(reference) && reference.name().equals(name)));
  }

  private static boolean hasNoTag(ImageReference reference) {
    return reference.digest() == null && reference.written().equals(reference.name());
  }

  private static String parent(List<Image> all) {
    return all.stream()
        .map(image -> image.getLabelsOrDefault(PARENT, ""))
        .filter(parent -> !parent.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static @Nullable String lastTagTime(List<Image> all) {
    return all.stream()
        .filter(Image::hasUpdatedAt)
        .map(image -> instant(image.getUpdatedAt()))
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .map(ContainerdNames::printed)
        .orElse(null);
  }

  /** Null for no time, as Go's zero time, which is before the epoch. */
  private static @Nullable Instant instant(Time time) {
    try {
      Instant instant = Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
      return instant.isBefore(Instant.EPOCH) || instant.isAfter(LAST) ? null : instant;
    } catch (DateTimeException | ArithmeticException noTime) {
      return null;
    }
  }

  /** RFC 3339 with the digits that a fraction needs. */
  private static String printed(Instant time) {
    return TRAILING_ZEROS.matcher(DateTimeFormatter.ISO_INSTANT.format(time)).replaceFirst("$1Z");
  }
}
