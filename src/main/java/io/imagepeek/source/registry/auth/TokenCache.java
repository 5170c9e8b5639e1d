package io.imagepeek.source.registry.auth;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens until shortly before they expire. The number of entries is bounded; the one that was not
 * used for longest goes first. Safe for use by many threads.
 */
public final class TokenCache {

  /**
   * A longer token is not kept, so that a registry which issues many of the longest ones cannot
   * fill the memory; those in use have a few KiB.
   */
  public static final int MAX_KEPT_LENGTH = 8 * 1024;

  /**
   * A token is not given out this long before its expiry, so that it does not expire on its way;
   * for short-lived ones it is a tenth of their lifetime.
   */
  public static final Duration MARGIN = Duration.ofSeconds(10);

  private static final int SHORT_LIVED_PARTS = 10;

  private record Entry(TokenResponse answer, Instant usableUntil) {}

  private final InstantSource clock;
  private final InstantSource steady;
  private final int capacity;
  // Guarded by this; ordered by last use.
  private final Map<TokenKey, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param clock by which tokens say when they expire
   * @param steady by which their time passes here
   * @param capacity the greatest number of tokens; 0 keeps none
   */
  public TokenCache(InstantSource clock, InstantSource steady, int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("the capacity of a token cache is negative");
    }
    this.clock = clock;
    this.steady = steady;
    this.capacity = capacity;
  }

  /** The token for a key, where it will be valid for a while yet. */
  public synchronized Optional<TokenResponse> get(TokenKey key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!steady.instant().isBefore(entry.usableUntil)) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.answer);
  }

  /** Keeps a token just received; it takes the place of the key's former one. */
  public synchronized void put(TokenKey key, TokenResponse answer) {
    if (answer.token().length() + key.length() > MAX_KEPT_LENGTH) {
      entries.remove(key);
      return;
    }
    Duration lifetime = Duration.between(clock.instant(), answer.expiry());
    if (lifetime.isNegative() || lifetime.isZero()) {
      entries.remove(key);
      return;
    }
    Duration part = lifetime.dividedBy(SHORT_LIVED_PARTS);
    Duration margin = part.compareTo(MARGIN) < 0 ? part : MARGIN;
    entries.put(key, new Entry(answer, steady.instant().plus(lifetime).minus(margin)));
    if (entries.size() > capacity) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** Forgets a token that the registry refused, unless a newer one has taken its place. */
  public synchronized void invalidate(TokenKey key, String token) {
    Entry entry = entries.get(key);
    if (entry != null && entry.answer.token().equals(token)) {
      entries.remove(key);
    }
  }

  /** How many tokens are kept, expired ones among them until they are asked for or pushed out. */
  public synchronized int size() {
    return entries.size();
  }
}
