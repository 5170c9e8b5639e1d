package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.StoreMetadata;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The names of images in files, which may be references or any other text. */
final class FamiliarNames {

  private static final int MAX_SHOWN = 20;

  private static final Pattern PLACE = Pattern.compile("@[0-9]{1,9}");

  private FamiliarNames() {}

  /** The entry of an image with these names: references in familiar form, others unchanged. */
  static StoreMetadata entry(Collection<String> names, Digest resolved) {
    List<String> tags =
        names.stream()
            .map(name -> reference(name).map(ImageReference::familiar).orElse(name))
            .distinct()
            .toList();
    List<String> digests =
        names.stream()
            .flatMap(name -> reference(name).stream())
            .map(
                reference ->
                    reference.digest() == null
                        ? reference.familiarName() + "@" + resolved
                        : reference.familiar())
            .distinct()
            .toList();
    return StoreMetadata.named(tags, digests);
  }

  /**
   * The position of an image in its file for a name such as {@code @0}, which is the first; empty
   * for other names.
   */
  static OptionalInt place(String name) {
    return PLACE.matcher(name).matches()
        ? OptionalInt.of(Integer.parseInt(name.substring(1)))
        : OptionalInt.empty();
  }

  /** Whether a name is the same reference, in familiar form or not, with {@code latest} or not. */
  static Predicate<String> sameAs(String wanted) {
    Optional<String> reference = parse(wanted).map(ImageReference::toString);
    return name ->
        name.equals(wanted)
            || (reference.isPresent()
                && parse(name).map(ImageReference::toString).equals(reference));
  }

  /** The name as a reference; empty for a tag alone, such as {@code 3.20} or {@code latest}. */
  private static Optional<ImageReference> reference(String name) {
    boolean repository = name.chars().anyMatch(c -> c == '/' || c == ':' || c == '@');
    return repository ? parse(name) : Optional.empty();
  }

  private static Optional<ImageReference> parse(String name) {
    try {
      return Optional.of(ImageReference.parse(name, null));
    } catch (InvalidInspectParameters noReference) {
      return Optional.empty();
    }
  }

  /** The first of the names as messages show them. */
  static String shown(Stream<String> names) {
    List<String> some =
        names.distinct().limit(MAX_SHOWN + 1L).map(name -> '"' + Quoted.text(name) + '"').toList();
    return some.isEmpty()
        ? "none"
        : some.stream()
            .limit(MAX_SHOWN)
            .collect(Collectors.joining(", ", "", some.size() > MAX_SHOWN ? ", …" : ""));
  }
}
