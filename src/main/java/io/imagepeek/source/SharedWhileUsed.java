package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A value for each key, created for its first user and shared by all users of the key. It stays
 * while it is in use. Of the unused values, the most recently used are kept. Thread-safe.
 */
public final class SharedWhileUsed<K, V> {

  private final int idleKept;
  private final Function<K, V> maker;
  // Both fields below are guarded by this.
  private final Map<K, Used<V>> used = new HashMap<>();
  private final Map<K, V> idle = new LinkedHashMap<>();

  private record Used<V>(V value, int users) {}

  /**
   * @param idleKept the maximum number of unused values to keep
   */
  public SharedWhileUsed(int idleKept, Function<K, V> maker) {
    this.idleKept = idleKept;
    this.maker = maker;
  }

  /** Runs work with the value of the key, which is in use until the work ends. */
  public <T> Uni<T> use(K key, Function<V, Uni<T>> work) {
    return Uni.createFrom()
        .deferred(
            () -> {
              V value = take(key);
              return Uni.createFrom()
                  .deferred(() -> work.apply(value))
                  .onTermination()
                  .invoke(new RunOnce(() -> giveBack(key)));
            });
  }

  private synchronized V take(K key) {
    Used<V> now = used.get(key);
    V value = now != null ? now.value() : idle.remove(key);
    if (value == null) {
      value = maker.apply(key);
    }
    used.put(key, new Used<>(value, now == null ? 1 : now.users() + 1));
    return value;
  }

  private synchronized void giveBack(K key) {
    used.computeIfPresent(
        key,
        (same, now) -> {
          if (now.users() > 1) {
            return new Used<>(now.value(), now.users() - 1);
          }
          keepIdle(key, now.value());
          return null;
        });
  }

  private void keepIdle(K key, V value) {
    idle.put(key, value);
    if (idle.size() > idleKept) {
      idle.remove(idle.keySet().iterator().next());
    }
  }
}
