package io.imagepeek.source.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in a line for each caller, of which each has its turn. Not safe for use by many
 * threads.
 *
 * @param <T> what waits
 */
final class CallerQueues<T> {

  /** None is empty; the next turn is the first one's. */
  private final Map<Object, Deque<T>> lines = new LinkedHashMap<>();

  void add(Object caller, T one) {
    lines.computeIfAbsent(caller, first -> new ArrayDeque<>()).add(one);
  }

  /** Removes what waits no longer; false if it does not wait here. */
  boolean remove(Object caller, T one) {
    Deque<T> line = lines.get(caller);
    boolean waited = line != null && line.remove(one);
    if (waited && line != null && line.isEmpty()) {
      lines.remove(caller);
    }
    return waited;
  }

  Set<Object> callers() {
    return lines.keySet();
  }

  /** Removes the first one of the first line that may go; its caller's next turn is the last. */
  @Nullable T poll(Predicate<T> may) {
    for (int left = lines.size(); left > 0; left--) {
      Iterator<Map.Entry<Object, Deque<T>>> all = lines.entrySet().iterator();
      Map.Entry<Object, Deque<T>> next = all.next();
      Object caller = next.getKey();
      Deque<T> line = next.getValue();
      T first = may.test(line.getFirst()) ? line.removeFirst() : null;
      all.remove();
      if (!line.isEmpty()) {
        lines.put(caller, line);
      }
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  /** Looks at all in the order of their turns: one of each line, then the next of each. */
  void removeIf(Predicate<T> hopeless) {
    List<Iterator<T>> turns = lines.values().stream().map(Deque::iterator).toList();
    for (boolean more = true; more; ) {
      more = false;
      for (Iterator<T> line : turns) {
        if (line.hasNext()) {
          more = true;
          if (hopeless.test(line.next())) {
            line.remove();
          }
        }
      }
    }
    lines.values().removeIf(Deque::isEmpty);
  }
}
