package io.imagepeek.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values that are written as text where they stand: in a header, or in a query. */
final class Parameters {

  private Parameters() {}

  /** The value that the text is by this schema; the text itself where it is none of its type. */
  static JsonNode value(JsonNode schema, String text) {
    return switch (schema.path("type").asText()) {
      case "integer" ->
          text.matches("-?[0-9]{1,18}")
              ? LongNode.valueOf(Long.parseLong(text))
              : TextNode.valueOf(text);
      case "boolean" ->
          text.matches("true|false")
              ? BooleanNode.valueOf(text.equals("true"))
              : TextNode.valueOf(text);
      default -> TextNode.valueOf(text);
    };
  }

  /** The value that a parameter of a query has by this schema: repeated it is a list. */
  static JsonNode value(JsonNode schema, List<String> texts) {
    boolean mayBeList = schema.at("/oneOf/1/type").asText().equals("array");
    JsonNode only = value(mayBeList ? schema.at("/oneOf/0") : schema, texts.get(0));
    if (texts.size() == 1 && !(mayBeList && only.isTextual())) {
      return only;
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    texts.forEach(list::add);
    return list;
  }

  /** The parameters of a query, by name. */
  static Map<String, List<String>> ofQuery(String query) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (!pair.isEmpty()) {
        String[] parts = pair.split("=", 2);
        parameters
            .computeIfAbsent(URLDecoder.decode(parts[0], UTF_8), name -> new ArrayList<>())
            .add(parts.length < 2 ? "" : URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return parameters;
  }
}
