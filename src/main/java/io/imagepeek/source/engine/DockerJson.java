package io.imagepeek.source.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of an engine's response. Engines leave out what they do not know, and more with
 * each version: an absent field means the same as null. A field of another type than in the API is
 * an {@link InspectImageFailure} that names the field.
 */
final class DockerJson {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Numbers are shown as the engine wrote them; none becomes infinite.
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final String path;
  private final Map<String, @Nullable Object> values;

  private DockerJson(String path, Map<String, @Nullable Object> values) {
    this.path = path;
    this.values = values;
  }

  /** A response that is an object. */
  static DockerJson object(byte[] body) {
    return new DockerJson("", objectOf("it", read(body)));
  }

  /** A response that is an array of objects. */
  static List<DockerJson> list(byte[] body) {
    if (!(read(body) instanceof List<?> list)) {
      throw wrong("it", "an array");
    }
    List<DockerJson> objects = new ArrayList<>();
    for (Object element : list) {
      objects.add(new DockerJson("", objectOf("an element", element)));
    }
    return objects;
  }

  /** The string; {@code ""} where absent. */
  String text(String name) {
    String text = textOrNull(name);
    return text == null ? "" : text;
  }

  /** The string; null where absent. */
  @Nullable String textOrNull(String name) {
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof String text) {
      return text;
    }
    throw wrong(path + name, "a string");
  }

  /** The whole number; 0 where absent. */
  long number(String name) {
    Object value = values.get(name);
    if (value == null) {
      return 0;
    }
    if (value instanceof Integer || value instanceof Long) {
      return ((Number) value).longValue();
    }
    throw wrong(path + name, "a whole number of 64 bits");
  }

  /** The strings; none where absent. */
  List<String> texts(String name) {
    List<String> texts = textsOrNull(name);
    return texts == null ? List.of() : texts;
  }

  /** The strings; null where absent. */
  @Nullable List<String> textsOrNull(String name) {
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (element instanceof String text) {
          texts.add(text);
        } else {
          throw wrong(path + name, "an array of strings");
        }
      }
      return Collections.unmodifiableList(texts);
    }
    throw wrong(path + name, "an array of strings");
  }

  /** The strings by their keys, in the engine's order; null where absent. */
  @Nullable Map<String, String> textMap(String name) {
    Object value = values.get(name);
    if (value == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    objectOf(path + name, value)
        .forEach(
            (key, element) -> {
              if (!(element instanceof String text)) {
                throw wrong(path + name, "an object of strings");
              }
              texts.put(key, text);
            });
    return Collections.unmodifiableMap(texts);
  }

  /** The object within; one without fields where absent. */
  DockerJson struct(String name) {
    Object value = values.get(name);
    return value == null
        ? new DockerJson(path + name + ".", Map.of())
        : new DockerJson(path + name + ".", objectOf(path + name, value));
  }

  /** All fields, unchanged and in the engine's order. */
  Map<String, @Nullable Object> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** The failure of a field with another type than expected. */
  static InspectImageFailure wrong(String field, String expected) {
    return new InspectImageFailure("the engine's response: " + field + " is not " + expected);
  }

  private static @Nullable Object read(byte[] body) {
    try {
      JsonNode tree = JSON.readTree(body);
      if (tree.isMissingNode()) {
        throw malformed(null);
      }
      return plain(tree);
    } catch (JsonProcessingException malformed) {
      throw malformed(malformed);
    } catch (IOException unexpected) {
      throw new IllegalStateException("reading from memory failed", unexpected);
    }
  }

  private static InspectImageFailure malformed(@Nullable Throwable cause) {
    return new InspectImageFailure("the engine's response is not valid JSON", cause);
  }

  /**
   * In Java's own types. Jackson reads a tree without reflection, which native executables lack.
   */
  private static @Nullable Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      node.properties().forEach(field -> object.put(field.getKey(), plain(field.getValue())));
      return object;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? (Object) node.booleanValue() : node.textValue();
  }

  private static Map<String, @Nullable Object> objectOf(String field, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(field, "an object");
    }
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    map.forEach((key, element) -> object.put(String.valueOf(key), element));
    return object;
  }
}
