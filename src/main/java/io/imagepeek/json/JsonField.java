package io.imagepeek.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A field of a JSON document, which may be absent. JSON's null counts as absent. A value of the
 * wrong type fails as the {@link JsonErrors} say.
 *
 * @param node the value; a missing node where the field is absent
 * @param path what errors call it, for instance {@code events[2].target.repository}; empty for the
 *     document itself
 * @param errors makes the exceptions
 */
public record JsonField(JsonNode node, String path, JsonErrors errors) {

  private static final int MAX_NAME = 64;

  /** The document itself. */
  public static JsonField root(JsonNode document, JsonErrors errors) {
    return new JsonField(document, "", errors);
  }

  /** The field of that name. Fails if this is present and not an object. */
  public JsonField get(String name) {
    if (isPresent()) {
      requireObject();
    }
    return new JsonField(node.path(name), pathOf(name), errors);
  }

  /**
   * The field of that name in upper or lower case, as in Go: the exact name wins, else the last.
   * Fails if this is present and not an object.
   */
  public JsonField getIgnoringCase(String name) {
    JsonField exact = get(name);
    if (!exact.node.isMissingNode()) {
      return exact;
    }
    return node.properties().stream()
        .filter(member -> member.getKey().equalsIgnoreCase(name))
        .reduce((earlier, later) -> later)
        .map(member -> new JsonField(member.getValue(), exact.path, errors))
        .orElse(exact);
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Another value in the place of this field, such as one that was unpacked from it. */
  public JsonField with(JsonNode value) {
    return new JsonField(value, path, errors);
  }

  public boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  /** This field. Fails if it is not an object. */
  public JsonField requireObject() {
    require(node.isObject(), "an object");
    return this;
  }

  /** The elements. Fails if this is not an array. */
  public List<JsonField> elements() {
    require(node.isArray(), "an array");
    Iterator<JsonNode> each = node.elements();
    return IntStream.range(0, node.size())
        .mapToObj(i -> new JsonField(each.next(), path + "[" + i + "]", errors))
        .toList();
  }

  /** The string. Fails if it is absent or empty. */
  public String text() {
    require(node.isTextual(), "a string");
    if (node.textValue().isEmpty()) {
      throw error("is empty");
    }
    return node.textValue();
  }

  /** The string, which may be empty. */
  public Optional<String> optionalText() {
    if (!isPresent()) {
      return Optional.empty();
    }
    require(node.isTextual(), "a string");
    return Optional.of(node.textValue());
  }

  /** The number, which JSON may write with a fraction. Fails if it is absent. */
  public double number() {
    require(node.isNumber(), "a number");
    return node.doubleValue();
  }

  /** The boolean; false where absent. */
  public boolean flag() {
    if (!isPresent()) {
      return false;
    }
    require(node.isBoolean(), "true or false");
    return node.booleanValue();
  }

  /**
   * The whole number.
   *
   * @param expected what errors say that it must be, such as {@code a whole number of seconds}
   */
  public OptionalLong optionalInteger(long min, long max, String expected) {
    if (!isPresent()) {
      return OptionalLong.empty();
    }
    require(node.isIntegralNumber() && node.canConvertToLong(), expected);
    long value = node.longValue();
    require(value >= min && value <= max, expected);
    return OptionalLong.of(value);
  }

  /** The strings of an array. */
  public Optional<List<String>> optionalTexts() {
    if (!isPresent()) {
      return Optional.empty();
    }
    require(node.isArray(), "an array of strings");
    List<String> texts = new ArrayList<>(node.size());
    for (JsonNode element : node) {
      require(element.isTextual(), "an array of strings");
      texts.add(element.textValue());
    }
    return Optional.of(Collections.unmodifiableList(texts));
  }

  /** The strings of an object by their names, in the document's order. */
  public Optional<Map<String, String>> optionalTextMap() {
    if (!isPresent()) {
      return Optional.empty();
    }
    requireObject();
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      require(member.getValue().isTextual(), "an object of strings");
      texts.put(member.getKey(), member.getValue().textValue());
    }
    return Optional.of(Collections.unmodifiableMap(texts));
  }

  /** The names of the fields beside these, in the document's order. Fails if not an object. */
  public List<String> unknown(Set<String> known) {
    requireObject();
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    names.removeAll(known);
    return names;
  }

  /** Fails if this is not an object, or has a field of another name than these. */
  public void requireKnown(Set<String> known) {
    requireKnown(known, Map.of());
  }

  /**
   * Fails if this is not an object, or has a field of another name than these.
   *
   * @param hints what to add to the error, by the name of an unknown field; a field that has a hint
   *     is named first
   */
  public void requireKnown(Set<String> known, Map<String, String> hints) {
    List<String> unknown = unknown(known);
    if (!unknown.isEmpty()) {
      String name = unknown.stream().filter(hints::containsKey).findFirst().orElse(unknown.get(0));
      String hint = hints.get(name);
      throw errors.of(
          pathOf(printable(name)),
          "unknown field; known are " + new TreeSet<>(known) + (hint == null ? "" : "; " + hint));
    }
  }

  /** A field's name that others chose, for an error: at most 64 printable ASCII characters. */
  public static String printable(String name) {
    if (name.isEmpty()) {
      return "\"\"";
    }
    String cut = name.length() > MAX_NAME ? name.substring(0, MAX_NAME) : name;
    return cut.replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** The exception for what is wrong with this field, such as {@code is missing}. */
  public RuntimeException error(String problem) {
    return errors.of(path, problem);
  }

  /** The exception for a value of another type than the expected, such as {@code a string}. */
  public RuntimeException wrongType(String expected) {
    return errors.wrongType(path, expected);
  }

  /** A field that is null is absent, but a document that is null is a value of the wrong type. */
  private void require(boolean right, String expected) {
    if (!right) {
      boolean absent = node.isMissingNode() || (node.isNull() && !path.isEmpty());
      throw absent ? error("is missing") : wrongType(expected);
    }
  }
}
