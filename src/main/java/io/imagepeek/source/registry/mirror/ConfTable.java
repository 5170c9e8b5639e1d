package io.imagepeek.source.registry.mirror;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.json.JsonField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One table of the file, whose fields are found in upper or lower case. Errors are {@link
 * IllegalArgumentException}s that name the file, the table and the field.
 */
final class ConfTable {

  private static final int LONGEST_NAME = 1_024;
  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  private final String place;
  private final JsonField table;

  /**
   * @param place the file and the table
   * @param table an object
   */
  ConfTable(String place, JsonNode table) {
    ObjectNode lowerCase = JsonNodeFactory.instance.objectNode();
    this.place = place;
    this.table =
        JsonField.root(
            lowerCase,
            (field, problem) ->
                new IllegalArgumentException("%s: %s: %s".formatted(place, field, problem)));
    for (Map.Entry<String, JsonNode> field : table.properties()) {
      String key = field.getKey().toLowerCase(Locale.ROOT);
      if (lowerCase.replace(key, field.getValue()) != null) {
        throw error(key, "is given twice, in upper and in lower case");
      }
    }
  }

  RuntimeException error(String field, String problem) {
    return table.get(field).error(problem);
  }

  /** The keys that are none of these. */
  List<String> keysBeside(Set<String> known) {
    return table.unknown(known);
  }

  boolean flag(String field) {
    return table.get(field).flag();
  }

  /** A string. An empty one counts as absent. */
  Optional<String> text(String field) {
    return table.get(field).optionalText().filter(text -> !text.isEmpty());
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
    JsonField array = table.get(field);
    if (!array.isPresent()) {
      return List.of();
    }
    if (!array.node().isArray()) {
      throw array.wrongType("an array of tables, written as " + called);
    }
    List<ConfTable> tables = new ArrayList<>();
    for (JsonField element : array.elements()) {
      if (!element.node().isObject()) {
        throw array.error("has an element that is not a table");
      }
      tables.add(
          new ConfTable(
              "%s: %s number %d".formatted(place, called, tables.size() + 1), element.node()));
    }
    return tables;
  }

  /** The members of a table's tables, without those that are empty arrays. */
  List<String> membersOfTables(String field) {
    List<String> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> inner : table.get(field).node().properties()) {
      for (Map.Entry<String, JsonNode> member : inner.getValue().properties()) {
        if (!member.getValue().isArray() || !member.getValue().isEmpty()) {
          members.add(field + "." + inner.getKey() + "." + member.getKey());
        }
      }
    }
    return members;
  }
}
