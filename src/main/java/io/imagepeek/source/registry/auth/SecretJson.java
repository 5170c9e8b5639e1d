package io.imagepeek.source.registry.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON that holds secrets. A parser's own message quotes what it read, so none of it leaves
 * this class: a {@link Malformed} says where, never what.
 */
final class SecretJson {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_TEXT = 1024 * 1024;

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

  /** The JSON is not what it has to be; the message is fit for anybody's eyes. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message, null, false, false);
    }
  }

  /** The one object that the text consists of; an empty text is an empty object. */
  static ObjectNode object(byte[] text) throws Malformed {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation where = e.getLocation();
      String place =
          where == null
              ? ""
              : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
      throw new Malformed("no valid JSON" + place);
    } catch (IOException e) {
      throw new Malformed("no valid JSON");
    }
    if (node == null || node.isMissingNode()) {
      return MAPPER.createObjectNode();
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new Malformed("no JSON object");
  }

  /** A member, or null where it is absent or JSON's null. Names match in any case, as in Go. */
  static @Nullable JsonNode member(JsonNode object, String name) {
    JsonNode exact = object.get(name);
    if (exact == null) {
      for (Map.Entry<String, JsonNode> member : object.properties()) {
        if (member.getKey().equalsIgnoreCase(name)) {
          exact = member.getValue();
        }
      }
    }
    return exact == null || exact.isNull() ? null : exact;
  }

  /** A member that is an object; an empty one where it is absent. */
  static JsonNode objectMember(JsonNode object, String name) throws Malformed {
    JsonNode member = member(object, name);
    if (member == null) {
      return MAPPER.createObjectNode();
    }
    if (!member.isObject()) {
      throw new Malformed("\"" + name + "\" is no JSON object");
    }
    return member;
  }

  /** A member that is a string; an empty one where it is absent. */
  static String textMember(JsonNode object, String name) throws Malformed {
    JsonNode member = member(object, name);
    if (member == null) {
      return "";
    }
    if (!member.isTextual()) {
      throw new Malformed("\"" + name + "\" is no string");
    }
    return member.textValue();
  }
}
