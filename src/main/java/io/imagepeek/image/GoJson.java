package io.imagepeek.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON document into the fields of a {@link Schema.Struct} the way Go's encoding/json does.
 * Registries and their clients are written in Go, so other clients see odd documents in this way:
 * keys match in any case, a repeated key is merged into the earlier value, {@code null} leaves
 * scalars and structs unchanged, and invalid UTF-8 becomes U+FFFD.
 *
 * <p>Time and memory are proportional to the size of the document. Nesting depth and number of
 * values are limited.
 */
final class GoJson {

  private static final int MAX_PATH_LENGTH = 100;

  /**
   * Values that any document may have, however short it is. Images of telephony servers expose
   * about 16,000 ports, each shorter than {@link #BYTES_PER_VALUE}.
   */
  private static final int MIN_VALUES = 40_000;

  /**
   * The minimum average of bytes per value in longer documents. Descriptors, labels and histories
   * have twice as many. Without this limit, documents of tiny values would take many times their
   * size in memory.
   */
  private static final int BYTES_PER_VALUE = 20;

  /** Stands for {@code null} in a map: the key exists, its value does not. */
  private static final Object NULL_ENTRY = "";

  /**
   * The size of the document bounds everything that Jackson limits, except the depth, which is
   * counted here. Jackson's table of names is off because hostile names could make it slow.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final JsonParser parser;
  private final String what;
  private final int maxDepth;
  private final int maxValues;
  private int values;

  private GoJson(JsonParser parser, String what, int maxDepth, int length) {
    this.parser = parser;
    this.what = what;
    this.maxDepth = maxDepth;
    this.maxValues = Math.max(MIN_VALUES, length / BYTES_PER_VALUE);
  }

  /**
   * The fields of the object in the body; none where the body is {@code null}.
   *
   * @param what the name of the document in messages
   * @param maxDepth the limit for the nesting depth of objects and arrays
   * @throws InspectImageFailure if the body is not JSON, or does not match the schema
   */
  static GoJsonObject read(byte[] body, Schema.Struct schema, String what, int maxDepth) {
    return read(Utf8Text.reader(body), body.length, schema, what, maxDepth);
  }

  /** As {@link #read(byte[], Schema.Struct, String, int)}, for a document inside a document. */
  static GoJsonObject read(String body, Schema.Struct schema, String what, int maxDepth) {
    return read(new StringReader(body), body.length(), schema, what, maxDepth);
  }

  private static GoJsonObject read(
      Reader text, int length, Schema.Struct schema, String what, int maxDepth) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      GoJson json = new GoJson(parser, what, maxDepth, length);
      if (parser.nextToken() == null) {
        throw new InspectImageFailure(what + ": the document is empty");
      }
      Object fields = json.value(schema, null);
      if (parser.nextToken() != null) {
        throw new InspectImageFailure(what + ": malformed JSON: text follows the document");
      }
      return fields instanceof GoJsonObject read ? read : new GoJsonObject();
    } catch (JsonEOFException e) {
      throw new InspectImageFailure(what + ": malformed JSON: the document ends too early");
    } catch (StreamReadException e) {
      // Jackson's own message would repeat parts of the document.
      throw new InspectImageFailure(
          "%s: malformed JSON at line %d, column %d"
              .formatted(what, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new InspectImageFailure(what + ": malformed JSON", e);
    }
  }

  /** Reads the value at the current token; {@code old} is the value of an earlier occurrence. */
  private @Nullable Object value(Schema schema, @Nullable Object old) throws IOException {
    if (++values > maxValues) {
      throw new InspectImageFailure(
          "%s: the document has more than %d values".formatted(what, maxValues));
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return schema instanceof Schema.Scalar || schema instanceof Schema.Struct ? old : null;
    }
    if (schema instanceof Schema.Scalar scalar) {
      return scalar(scalar, token);
    }
    checkDepth();
    if (schema instanceof Schema.ListOf list && token == JsonToken.START_ARRAY) {
      return list(list, old);
    }
    if (token == JsonToken.START_OBJECT) {
      if (schema instanceof Schema.MapOf map) {
        return map(map, old);
      }
      if (schema instanceof Schema.Struct struct) {
        return struct(struct, old);
      }
      if (schema instanceof Schema.Pointer pointer) {
        return struct(pointer.target(), old);
      }
    }
    throw mismatch(schema);
  }

  private Object scalar(Schema.Scalar scalar, @Nullable JsonToken token) throws IOException {
    if (scalar == Schema.Scalar.PRESENCE) {
      skip();
      return true;
    }
    if (scalar == Schema.Scalar.BOOLEAN && token != null && token.isBoolean()) {
      return parser.getBooleanValue();
    }
    if (scalar == Schema.Scalar.INTEGER && token == JsonToken.VALUE_NUMBER_INT) {
      try {
        return Long.valueOf(parser.getText());
      } catch (NumberFormatException e) {
        throw mismatch(scalar);
      }
    }
    if (token == JsonToken.VALUE_STRING) {
      String text = Utf8Text.withoutLoneSurrogates(parser.getText());
      if (scalar == Schema.Scalar.STRING) {
        return text;
      }
      String time = scalar == Schema.Scalar.TIME ? Rfc3339.normalise(text) : null;
      if (time != null) {
        return time;
      }
    }
    throw mismatch(scalar);
  }

  /** Go merges the elements of a repeated array into the earlier ones. */
  private List<@Nullable Object> list(Schema.ListOf schema, @Nullable Object old)
      throws IOException {
    List<?> before = old instanceof List<?> list ? list : List.of();
    // Starts empty: most lists are short, and a document may have many of them.
    ArrayList<@Nullable Object> elements = new ArrayList<>(0);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int i = elements.size();
      elements.add(value(schema.element(), i < before.size() ? before.get(i) : null));
    }
    return elements;
  }

  /** Go adds the entries of a repeated object to the earlier ones; each entry is read anew. */
  private GoJsonObject map(Schema.MapOf schema, @Nullable Object old) throws IOException {
    GoJsonObject entries = old instanceof GoJsonObject before ? before : new GoJsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = Utf8Text.withoutLoneSurrogates(parser.currentName());
      parser.nextToken();
      Object value = value(schema.value(), null);
      entries.put(key, value == null ? NULL_ENTRY : value);
    }
    return entries;
  }

  private GoJsonObject struct(Schema.Struct schema, @Nullable Object old) throws IOException {
    GoJsonObject fields = old instanceof GoJsonObject before ? before : new GoJsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Schema.Field field = schema.field(parser.currentName());
      parser.nextToken();
      if (field == null) {
        skip();
      } else {
        fields.put(field.name(), value(field.schema(), fields.get(field.name())));
      }
    }
    return fields;
  }

  /** Skips the value at the current token; its syntax is still checked. */
  private void skip() throws IOException {
    int open = 0;
    do {
      JsonToken token = open == 0 ? parser.currentToken() : parser.nextToken();
      if (token == null) {
        return;
      }
      if (token.isStructStart()) {
        checkDepth();
        open++;
      } else if (token.isStructEnd()) {
        open--;
      }
    } while (open > 0);
  }

  private void checkDepth() {
    if (parser.getParsingContext().getNestingDepth() > maxDepth) {
      throw new InspectImageFailure(
          "%s: JSON nests deeper than %d levels".formatted(what, maxDepth));
    }
  }

  private InspectImageFailure mismatch(Schema expected) {
    JsonPointer pointer = parser.getParsingContext().pathAsPointer();
    String path = pointer.toString();
    String shown =
        path.isEmpty()
            ? "the document"
            : path.length() > MAX_PATH_LENGTH
                ? Quoted.text(path.substring(0, MAX_PATH_LENGTH)) + "…"
                : Quoted.text(path);
    return new InspectImageFailure("%s: %s must be %s".formatted(what, shown, expected.describe()));
  }
}
