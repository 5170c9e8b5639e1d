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
 * Reads a JSON document into the fields of a {@link Schema.Struct} the way Go's encoding/json does,
 * because registries and their clients are written in Go and what they make of an odd document is
 * what everybody else sees: keys match in any case, a repeated key is read into what its
 * predecessor left, {@code null} leaves scalars and structs alone, and bytes that are no UTF-8
 * become U+FFFD.
 *
 * <p>Work and memory are proportional to the document; its nesting and its values are bounded.
 */
final class GoJson {

  private static final int MAX_PATH_LENGTH = 100;

  /**
   * Values that are kept of any document, however short it is: servers of telephony expose some
   * 16,000 ports, each with fewer bytes than a value of a long document has to have.
   */
  private static final int SOME_VALUES = 40_000;

  /**
   * Bytes that a longer document must have for each of its values: those of descriptors, labels and
   * histories have twice as many, and each value takes many times its bytes of the memory.
   */
  private static final int BYTES_PER_VALUE = 20;

  /** What a {@code null} among free keys stands for: the key is there, its value is not. */
  private static final Object NULL_ENTRY = "";

  /**
   * The document's size bounds all of Jackson's own limits but the depth, which is counted here.
   * Its table of names is off: hostile names could make it slow.
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
    this.maxValues = Math.max(SOME_VALUES, length / BYTES_PER_VALUE);
  }

  /**
   * The fields of the one object that the body consists of; none where it is {@code null}.
   *
   * @param what the document's name in messages
   * @param maxDepth how deep objects and arrays may nest
   * @throws InspectImageFailure where the body is not JSON, or not of the shape
   */
  static GoJsonObject read(byte[] body, Schema.Struct shape, String what, int maxDepth) {
    return read(Utf8Text.reader(body), body.length, shape, what, maxDepth);
  }

  /** As {@link #read(byte[], Shape.Struct, String, int)}, of a document within a document. */
  static GoJsonObject read(String body, Schema.Struct shape, String what, int maxDepth) {
    return read(new StringReader(body), body.length(), shape, what, maxDepth);
  }

  private static GoJsonObject read(
      Reader text, int length, Schema.Struct shape, String what, int maxDepth) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      GoJson json = new GoJson(parser, what, maxDepth, length);
      if (parser.nextToken() == null) {
        throw new InspectImageFailure(what + ": the document is empty");
      }
      Object fields = json.value(shape, null);
      if (parser.nextToken() != null) {
        throw new InspectImageFailure(what + ": malformed JSON: text follows the document");
      }
      return fields instanceof GoJsonObject read ? read : new GoJsonObject();
    } catch (JsonEOFException e) {
      throw new InspectImageFailure(what + ": malformed JSON: the document ends too early");
    } catch (StreamReadException e) {
      // Jackson's own message would repeat pieces of the document.
      throw new InspectImageFailure(
          "%s: malformed JSON at line %d, column %d"
              .formatted(what, e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
    } catch (IOException e) {
      throw new InspectImageFailure(what + ": malformed JSON", e);
    }
  }

  /** Reads the value at the current token; {@code old} is what an earlier occurrence left. */
  private @Nullable Object value(Schema shape, @Nullable Object old) throws IOException {
    if (++values > maxValues) {
      throw new InspectImageFailure(
          "%s: the document has more than %d values".formatted(what, maxValues));
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return shape instanceof Schema.Scalar || shape instanceof Schema.Struct ? old : null;
    }
    if (shape instanceof Schema.Scalar scalar) {
      return scalar(scalar, token);
    }
    checkDepth();
    if (shape instanceof Schema.ListOf list && token == JsonToken.START_ARRAY) {
      return list(list, old);
    }
    if (token == JsonToken.START_OBJECT) {
      if (shape instanceof Schema.MapOf map) {
        return map(map, old);
      }
      if (shape instanceof Schema.Struct struct) {
        return struct(struct, old);
      }
      if (shape instanceof Schema.Pointer pointer) {
        return struct(pointer.target(), old);
      }
    }
    throw mismatch(shape);
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

  /** Go reads a repeated array's elements into those that are already there. */
  private List<@Nullable Object> list(Schema.ListOf shape, @Nullable Object old)
      throws IOException {
    List<?> before = old instanceof List<?> list ? list : List.of();
    // Grown by what is there: most lists are short, and a document may have many.
    ArrayList<@Nullable Object> elements = new ArrayList<>(0);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int i = elements.size();
      elements.add(value(shape.element(), i < before.size() ? before.get(i) : null));
    }
    return elements;
  }

  /** Go adds a repeated object's entries to those already there, each read afresh. */
  private GoJsonObject map(Schema.MapOf shape, @Nullable Object old) throws IOException {
    GoJsonObject entries = old instanceof GoJsonObject before ? before : new GoJsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = Utf8Text.withoutLoneSurrogates(parser.currentName());
      parser.nextToken();
      Object value = value(shape.value(), null);
      entries.put(key, value == null ? NULL_ENTRY : value);
    }
    return entries;
  }

  private GoJsonObject struct(Schema.Struct shape, @Nullable Object old) throws IOException {
    GoJsonObject fields = old instanceof GoJsonObject before ? before : new GoJsonObject();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Schema.Field field = shape.field(parser.currentName());
      parser.nextToken();
      if (field == null) {
        skip();
      } else {
        fields.put(field.name(), value(field.shape(), fields.get(field.name())));
      }
    }
    return fields;
  }

  /** Passes over the value at the current token, whose syntax is still checked. */
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
