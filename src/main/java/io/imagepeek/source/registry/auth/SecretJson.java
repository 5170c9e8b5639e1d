package io.imagepeek.source.registry.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.io.IOException;

/**
 * Parses JSON that holds secrets. A parser's own message quotes what it read, so none of it leaves
 * this class: a {@link Malformed} names the place, never the value.
 */
final class SecretJson {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT = 1024 * 1024;

  private static final JsonErrors ERRORS =
      new JsonErrors() {
        @Override
        public Malformed of(String path, String problem) {
          return new Malformed((path.isEmpty() ? "it" : "\"" + path + "\"") + " " + problem);
        }

        @Override
        public Malformed wrongType(String path, String expected) {
          return of(path, "is not " + expected);
        }
      };

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_TEXT)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private SecretJson() {}

  /** The JSON is malformed. The message says what is wrong, and shows nothing of the text. */
  static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * The one object that the text consists of; an empty text is an empty object.
   *
   * @throws Malformed if it is not, as do the object's fields
   */
  static JsonField object(byte[] text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return field(node.isMissingNode() ? MAPPER.createObjectNode() : node).requireObject();
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new Malformed(
          "it is not valid JSON"
              + (at == null
                  ? ""
                  : " (line %d, column %d)".formatted(at.getLineNr(), at.getColumnNr())));
    } catch (IOException e) {
      throw new Malformed("it is not valid JSON");
    }
  }

  /** The text of an object's member, whose name is in any case, as in Go; empty where absent. */
  static String text(JsonField object, String name) {
    return object.getIgnoringCase(name).optionalText().orElse("");
  }

  /** An object whose members errors name without what is around it. */
  static JsonField field(JsonNode node) {
    return JsonField.root(node, ERRORS);
  }
}
