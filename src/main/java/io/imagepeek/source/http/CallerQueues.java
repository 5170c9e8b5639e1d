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
 * A queue for each caller; {@link #poll} goes round the callers. Not safe for use by many threads.
 *
 * @param <T> the type of the waiting elements
 */
final class CallerQueues<T> {

  /** None is empty; the first one is polled next. */
  private final Map<Object, Deque<T>> queues = new LinkedHashMap<>();

  void add(Object caller, T element) {
    queues.computeIfAbsent(caller, first -> new ArrayDeque<>()).add(element);
  }

  /** Removes an element; false if it is not in the queue. */
  boolean remove(Object caller, T element) {
    Deque<T> queue = queues.get(caller);
    boolean waited = queue != null && queue.remove(element);
    if (waited && queue != null && queue.isEmpty()) {
      queues.remove(caller);
    }
    return waited;
  }

  Set<Object> callers() {
    return queues.keySet();
  }

  /** Removes the first element that may run; its caller is then polled last. */
  @Nullable T poll(Predicate<T> mayRun) {
    for (int left = queues.size(); left > 0; left--) {
      Iterator<Map.Entry<Object, Deque<T>>> all = queues.entrySet().iterator();
      Map.Entry<Object, Deque<T>> next = all.next();
      Object caller = next.getKey();
      Deque<T> queue = next.getValue();
      T first = mayRun.test(queue.getFirst()) ? queue.removeFirst() : null;
      all.remove();
      if (!queue.isEmpty()) {
        queues.put(caller, queue);
      }
      if (first != null) {
        return first;
      }
    }
    return null;
  }

  /** Tests all elements in the order of polling: the first of each queue, then the second. */
  void removeIf(Predicate<T> filter) {
    List<Iterator<T>> iterators = queues.values().stream().map(Deque::iterator).toList();
    for (boolean more = true; more; ) {
      more = false;
      for (Iterator<T> queue : iterators) {
        if (queue.hasNext()) {
          more = true;
          if (filter.test(queue.next())) {
            queue.remove();
          }
        }
      }
    }
    queues.values().removeIf(Deque::isEmpty);
  }
}
