package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.Index.Entry;
import io.imagepeek.image.Quoted;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The images of an OCI image layout: the entries of its {@code index.json}.
 *
 * @param entries in the file's order
 */
record LayoutIndex(List<Entry> entries) {

  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  /** The annotation of the whole name; containerd, BuildKit and Docker put a mere tag elsewhere. */
  private static final String CONTAINERD_NAME = "io.containerd.image.name";

  private static final String LATEST = "latest";

  LayoutIndex {
    entries = List.copyOf(entries);
  }

  /**
   * The entry of a request.
   *
   * @param tag a name, a digest or {@code @N}, the N-th entry from 0 on; null for the only image,
   *     or else the one named latest
   * @throws InvalidInspectParameters if several different entries match
   * @throws ImageNotFoundInRegistry if no entry matches
   */
  Entry choose(@Nullable String tag) {
    if (tag == null) {
      return unnamed();
    }
    OptionalInt place = FamiliarNames.place(tag);
    if (place.isPresent()) {
      return at(place.getAsInt());
    }
    List<Entry> found =
        digest(tag).isPresent()
            ? where(entry -> entry.digest().equals(tag))
            : firstOf(named(tag::equals), named(FamiliarNames.sameAs(tag)));
    Entry chosen =
        only(found, "has several images of this name")
            .orElseThrow(
                () ->
                    new ImageNotFoundInRegistry(
                        "the layout has no image \"%s\"; it has %s"
                            .formatted(Quoted.text(tag), shown(entries))));
    requirePinned(tag, chosen);
    return chosen;
  }

  /** The entry at a position in the file, of any kind. */
  private Entry at(int place) {
    if (place >= entries.size()) {
      throw new ImageNotFoundInRegistry(
          "the layout has %d images, the first of which is @0".formatted(entries.size()));
    }
    return entries.get(place);
  }

  private Entry unnamed() {
    if (entries.isEmpty()) {
      throw new ImageNotFoundInRegistry("the layout has no images");
    }
    List<Entry> latest = where(entry -> LATEST.equals(annotation(entry, REF_NAME)));
    return only(distinct(entries) == 1 ? entries : firstOf(latest, entries), "has several images")
        .orElseThrow();
  }

  /** A digest in a name must be the digest of its entry. */
  private static void requirePinned(String tag, Entry chosen) {
    int at = tag.lastIndexOf('@');
    if (at >= 0
        && digest(tag.substring(at + 1)).isPresent()
        && !tag.endsWith('@' + chosen.digest())) {
      throw new InspectImageFailure(
          "the layout's image of this name has another digest: " + Quoted.text(chosen.digest()));
    }
  }

  private Optional<Entry> only(List<Entry> found, String problem) {
    if (distinct(found) > 1) {
      throw new InvalidInspectParameters(
          "imageTag: the layout %s; say which, by name or digest: %s"
              .formatted(problem, shown(found)));
    }
    return found.stream().findFirst();
  }

  private static long distinct(List<Entry> found) {
    return found.stream().map(Entry::digest).distinct().count();
  }

  private static List<Entry> firstOf(List<Entry> preferred, List<Entry> others) {
    return preferred.isEmpty() ? others : preferred;
  }

  private List<Entry> named(Predicate<String> name) {
    return where(entry -> names(entry).anyMatch(name));
  }

  private List<Entry> where(Predicate<Entry> condition) {
    return entries.stream().filter(condition).toList();
  }

  /** Every name of the images that have this digest. */
  List<String> namesOf(String digest) {
    return entries.stream()
        .filter(entry -> entry.digest().equals(digest))
        .map(LayoutIndex::fullName)
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  /** The names of all images, as the layout specification has them. */
  List<String> refNames() {
    return entries.stream()
        .map(entry -> annotation(entry, REF_NAME))
        .filter(Objects::nonNull)
        .toList();
  }

  /** The text by which each image can be requested: its name, or its digest if others share it. */
  private String shown(List<Entry> some) {
    Map<String, String> owners = new HashMap<>();
    Set<String> shared = new HashSet<>();
    for (Entry entry : entries) {
      String name = fullName(entry);
      String owner = name == null ? null : owners.putIfAbsent(name, entry.digest());
      if (name != null && owner != null && !owner.equals(entry.digest())) {
        shared.add(name);
      }
    }
    return FamiliarNames.shown(
        some.stream()
            .map(
                entry -> {
                  String name = fullName(entry);
                  return name == null || shared.contains(name) ? entry.digest() : name;
                }));
  }

  private static @Nullable String fullName(Entry entry) {
    String full = annotation(entry, CONTAINERD_NAME);
    return full == null ? annotation(entry, REF_NAME) : full;
  }

  private static Stream<String> names(Entry entry) {
    return Stream.of(REF_NAME, CONTAINERD_NAME)
        .map(key -> annotation(entry, key))
        .filter(Objects::nonNull);
  }

  private static @Nullable String annotation(Entry entry, String key) {
    return entry.annotations() == null ? null : entry.annotations().get(key);
  }

  private static Optional<Digest> digest(String text) {
    try {
      return Optional.of(Digest.parse(text));
    } catch (IllegalArgumentException noDigest) {
      return Optional.empty();
    }
  }
}
