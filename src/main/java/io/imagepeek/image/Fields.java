package io.imagepeek.image;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object that {@link Json} has read: those of a {@link Shape.Struct} under their
 * specified names, or the entries of a {@link Shape.MapOf}. What is absent has Go's zero value:
 * {@code ""}, 0, null for lists, maps and pointers, an empty struct.
 */
final class Fields {

  private final Map<String, Object> values = new HashMap<>();

  @Nullable Object get(String name) {
    return values.get(name);
  }

  void put(String name, @Nullable Object value) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name) {
    return values.get(name) instanceof String text ? text : "";
  }

  /** The text, or null where the document has none. */
  @Nullable String textOrNull(String name) {
    return values.get(name) instanceof String text ? text : null;
  }

  long number(String name) {
    return values.get(name) instanceof Long number ? number : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(values.get(name));
  }

  /** The keys of a map, sorted as the peers print them; none where it is absent. */
  List<String> keys(String name) {
    return values.get(name) instanceof Fields entries
        ? entries.values.keySet().stream().sorted(Utf8Text.ORDER).toList()
        : List.of();
  }

  Fields struct(String name) {
    return values.get(name) instanceof Fields fields ? fields : new Fields();
  }

  List<Fields> structs(String name) {
    List<Fields> structs = new ArrayList<>();
    if (values.get(name) instanceof List<?> list) {
      for (Object element : list) {
        structs.add(element instanceof Fields fields ? fields : new Fields());
      }
    }
    return structs;
  }

  @Nullable List<String> texts(String name) {
    if (!(values.get(name) instanceof List<?> list)) {
      return null;
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object element : list) {
      texts.add(element instanceof String text ? text : "");
    }
    return Collections.unmodifiableList(texts);
  }

  /** Sorted by key as the peers print it. */
  @Nullable Map<String, String> textMap(String name) {
    if (!(values.get(name) instanceof Fields entries)) {
      return null;
    }
    Map<String, String> texts = new TreeMap<>(Utf8Text.ORDER);
    entries.values.forEach(
        (key, value) -> texts.put(key, value instanceof String text ? text : ""));
    return Collections.unmodifiableMap(texts);
  }
}
