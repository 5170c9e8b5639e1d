package io.imagepeek.source.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses the JSON of an engine. Engines leave out what they do not know, and more of it with each
 * version, so nearly every field may be absent. A field of another type than the API documents is
 * an {@link InspectImageFailure} that names it.
 */
final class DockerJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // A number is shown as the engine wrote it, and none becomes infinite.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final JsonErrors ERRORS =
      new JsonErrors() {
        @Override
        public InspectImageFailure of(String path, String problem) {
          return new InspectImageFailure(
              "the engine's response: " + (path.isEmpty() ? "it" : path) + " " + problem);
        }

        @Override
        public InspectImageFailure wrongType(String path, String expected) {
          return of(path, "is not " + expected);
        }
      };

  private DockerJson() {}

  /** The document, which is an object. */
  static JsonField object(byte[] body) {
    JsonField document = read(body);
    if (!document.node().isObject()) {
      throw document.wrongType("an object");
    }
    return document;
  }

  /** The elements of the document, which is an array. */
  static List<JsonField> list(byte[] body) {
    return read(body).elements();
  }

  private static JsonField read(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree.isMissingNode()) {
        throw malformed(null);
      }
      return JsonField.root(tree, ERRORS);
    } catch (JsonProcessingException malformed) {
      throw malformed(malformed);
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
  }

  private static InspectImageFailure malformed(@Nullable Throwable cause) {
    return new InspectImageFailure("the engine's response is not valid JSON", cause);
  }

  /** An object as it stands there, in the engine's order; empty where absent. */
  static Map<String, @Nullable Object> asWritten(JsonField field) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (field.isPresent()) {
      field
          .requireObject()
          .node()
          .properties()
          .forEach(member -> object.put(member.getKey(), plain(member.getValue())));
    }
    return Collections.unmodifiableMap(object);
  }

  /** In Java's own types, which are written without reflection. */
  private static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      node.properties().forEach(member -> object.put(member.getKey(), plain(member.getValue())));
      return object;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>(node.size());
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
  }
}
