package io.imagepeek.function.webhook;

import io.imagepeek.image.Quoted;
import io.imagepeek.json.JsonField;
import java.util.Collection;
import java.util.stream.Collectors;

/** The words that a source is known to use in a field, such as the types of its events. */
final class KnownWords {

  private KnownWords() {}

  /** The field's text. Fails if it is not one of the known words. */
  static String require(JsonField field, Collection<String> known) {
    String word = field.text();
    if (!known.contains(word)) {
      throw unknown(field, known);
    }
    return word;
  }

  /** The exception for a field whose text is not one of the known words. */
  static RuntimeException unknown(JsonField field, Collection<String> known) {
    return field.error(
        "is not known: \""
            + Quoted.text(field.text())
            + "\"; known are: "
            + known.stream().sorted().collect(Collectors.joining(", ")));
  }
}
