package io.imagepeek.source.registry.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One table of the file, whose fields are found in upper or lower case. Every error names the file,
 * the table and the field.
 */
final class ConfTable {

  private static final int LONGEST_NAME = 1_024;
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final String place;
  private final Map<String, JsonNode> fields = new HashMap<>();

  /**
   * @param place the file and the table
   * @param table an object
   */
  ConfTable(String place, JsonNode table) {
    this.place = place;
    for (Map.Entry<String, JsonNode> field : table.properties()) {
      String key = field.getKey().toLowerCase(Locale.ROOT);
      if (fields.put(key, field.getValue()) != null) {
        throw error(key, "stands there twice, in upper and in lower case");
      }
    }
  }

  IllegalArgumentException error(String field, String problem) {
    return new IllegalArgumentException("%s: %s: %s".formatted(place, field, problem));
  }

  boolean has(String field) {
    return fields.containsKey(field);
  }

  /** The keys that are none of these. */
  List<String> keysBeside(Set<String> known) {
    return fields.keySet().stream().filter(key -> !known.contains(key)).toList();
  }

  boolean flag(String field) {
    JsonNode value = fields.get(field);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw error(field, "is neither true nor false");
    }
    return value.booleanValue();
  }

  /** A string; an empty one is as good as none. */
  Optional<String> text(String field) {
    JsonNode value = fields.get(field);
    if (value == null) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw error(field, "is no string");
    }
    return Optional.of(value.textValue()).filter(text -> !text.isEmpty());
  }

  /**
   * A prefix or a location, as the reading of its text gives it; slashes at its end are allowed.
   */
  <T> Optional<T> name(String field, Function<String, T> reading) {
    return text(field).map(text -> read(field, text, reading));
  }

  private <T> T read(String field, String text, Function<String, T> reading) {
    if (text.length() > LONGEST_NAME) {
      throw error(field, "has more than " + LONGEST_NAME + " characters");
    }
    if (text.startsWith(HTTP) || text.startsWith(HTTPS)) {
      throw error(field, "\"" + text + "\" has a scheme, which names of images have not");
    }
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    try {
      return reading.apply(text.substring(0, end));
    } catch (IllegalArgumentException e) {
      throw error(field, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The tables of an array {@code [[…]]}; none where it is absent.
   *
   * @param called what errors call them, before their number
   */
  List<ConfTable> tables(String field, String called) {
    JsonNode value = fields.get(field);
    if (value == null) {
      return List.of();
    }
    List<ConfTable> tables = new ArrayList<>();
    if (!value.isArray()) {
      throw error(field, "is no array of tables, which is written " + called);
    }
    for (JsonNode element : value) {
      if (!element.isObject()) {
        throw error(field, "has an element that is no table");
      }
      tables.add(
          new ConfTable("%s: %s number %d".formatted(place, called, tables.size() + 1), element));
    }
    return tables;
  }

  /** The members of a table's tables that are no empty arrays. */
  List<String> membersOfTables(String field) {
    List<String> members = new ArrayList<>();
    JsonNode outer = fields.get(field);
    if (outer != null) {
      for (Map.Entry<String, JsonNode> table : outer.properties()) {
        for (Map.Entry<String, JsonNode> member : table.getValue().properties()) {
          if (!member.getValue().isArray() || !member.getValue().isEmpty()) {
            members.add(field + "." + table.getKey() + "." + member.getKey());
          }
        }
      }
    }
    return members;
  }
}
