package io.imagepeek.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object that {@link GoJson} has read: those of a {@link Schema.Struct} under
 * their specified names, or the entries of a {@link Schema.MapOf}. An absent field has Go's zero
 * value: {@code ""}, 0, null for lists, maps and pointers, an empty struct.
 */
final class GoJsonObject {

  /** Up to this size a linear search is fast enough; a map takes several times the memory. */
  private static final int FEW = 8;

  private static final Object[] NONE = {};

  /** Keys and values alternating, up to {@link #FEW} entries. */
  private Object[] few = NONE;

  /** All entries, once there are more; in the order of the output. */
  private @Nullable Map<String, Object> many;

  @Nullable Object get(String name) {
    if (many != null) {
      return many.get(name);
    }
    int at = indexOf(name);
    return at < 0 ? null : few[at + 1];
  }

  void put(String name, @Nullable Object value) {
    if (value == null) {
      remove(name);
    } else if (many != null) {
      many.put(name, value);
    } else if (indexOf(name) >= 0) {
      few[indexOf(name) + 1] = value;
    } else if (few.length < 2 * FEW) {
      few = Arrays.copyOf(few, few.length + 2);
      few[few.length - 2] = name;
      few[few.length - 1] = value;
    } else {
      many = entries();
      many.put(name, value);
      few = NONE;
    }
  }

  private void remove(String name) {
    int at = indexOf(name);
    if (many != null) {
      many.remove(name);
    } else if (at >= 0) {
      Object[] left = Arrays.copyOf(few, few.length - 2);
      System.arraycopy(few, at + 2, left, at, left.length - at);
      few = left;
    }
  }

  private int indexOf(String name) {
    for (int at = 0; at < few.length; at += 2) {
      if (name.equals(few[at])) {
        return at;
      }
    }
    return -1;
  }

  /** All keys and values, for reading only. */
  private Map<String, Object> entries() {
    if (many != null) {
      return many;
    }
    Map<String, Object> entries = new TreeMap<>(Utf8Text.ORDER);
    for (int at = 0; at < few.length; at += 2) {
      entries.put((String) few[at], few[at + 1]);
    }
    return entries;
  }

  boolean has(String name) {
    return get(name) != null;
  }

  String text(String name) {
    return get(name) instanceof String text ? text : "";
  }

  /** The text, or null where the document has none. */
  @Nullable String textOrNull(String name) {
    return get(name) instanceof String text ? text : null;
  }

  long number(String name) {
    return get(name) instanceof Long number ? number : 0;
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(get(name));
  }

  /** The keys of a map, in the order of the output; none where it is absent. */
  List<String> keys(String name) {
    return get(name) instanceof GoJsonObject entries
        ? List.copyOf(entries.entries().keySet())
        : List.of();
  }

  GoJsonObject struct(String name) {
    return get(name) instanceof GoJsonObject fields ? fields : new GoJsonObject();
  }

  List<GoJsonObject> structs(String name) {
    List<GoJsonObject> structs = new ArrayList<>();
    if (get(name) instanceof List<?> list) {
      for (Object element : list) {
        structs.add(element instanceof GoJsonObject fields ? fields : new GoJsonObject());
      }
    }
    return structs;
  }

  @Nullable List<String> texts(String name) {
    if (!(get(name) instanceof List<?> list)) {
      return null;
    }
    List<String> texts = new ArrayList<>(list.size());
    for (Object element : list) {
      texts.add(element instanceof String text ? text : "");
    }
    return Collections.unmodifiableList(texts);
  }

  /** A map of strings, in the order of the output; null where it is absent. */
  @SuppressWarnings("unchecked") // the schema allows only strings
  @Nullable Map<String, String> textMap(String name) {
    return get(name) instanceof GoJsonObject texts
        ? Collections.unmodifiableMap((Map<String, String>) (Map<?, ?>) texts.entries())
        : null;
  }
}
