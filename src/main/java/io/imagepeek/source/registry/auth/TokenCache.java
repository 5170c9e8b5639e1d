package io.imagepeek.source.registry.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Caches tokens until shortly before they expire. The number of tokens is bounded; those that are
 * seldom used are evicted first. Safe for use by many threads.
 */
public final class TokenCache {

  /**
   * The greatest length of a cached token with its key, in characters. Tokens in use have a few
   * KiB; a registry that issues many of the longest ones cannot fill the memory.
   */
  static final int MAX_CACHED_LENGTH = 8 * 1024;

  /**
   * How long before its expiry a token is used for the last time, so that it does not expire on its
   * way to the registry. For a short-lived token it is a tenth of the lifetime.
   */
  static final Duration MARGIN = Duration.ofSeconds(10);

  private static final int SHORT_LIVED_PARTS = 10;

  private final InstantSource clock;
  private final Cache<TokenKey, TokenResponse> tokens;

  /**
   * Creates an empty cache.
   *
   * @param clock the wall clock, which the expiry of tokens is compared with
   * @param steady the clock that measures how long a token has been cached, to the millisecond
   * @param capacity the greatest number of tokens; 0 caches none
   * @throws IllegalArgumentException if the capacity is negative
   */
  public TokenCache(InstantSource clock, InstantSource steady, int capacity) {
    this.clock = clock;
    this.tokens =
        Caffeine.newBuilder()
            .maximumSize(capacity)
            .expireAfter(
                Expiry.writing((TokenKey key, TokenResponse response) -> usableFor(response)))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(steady.millis()))
            .executor(Runnable::run)
            .build();
  }

  /** The token for a key; empty if there is none, or if it expires soon. */
  public Optional<TokenResponse> get(TokenKey key) {
    return Optional.ofNullable(tokens.getIfPresent(key));
  }

  /** Caches a token just received; it replaces the key's former one, even if it is not cached. */
  public void put(TokenKey key, TokenResponse response) {
    boolean tooLong = response.token().length() + key.length() > MAX_CACHED_LENGTH;
    if (tooLong || !clock.instant().isBefore(response.expiry())) {
      tokens.invalidate(key);
    } else {
      tokens.put(key, response);
    }
  }

  /** Removes a token that the registry refused, unless a newer one has replaced it. */
  public void invalidate(TokenKey key, String token) {
    TokenResponse cached = tokens.getIfPresent(key);
    if (cached != null && cached.token().equals(token)) {
      tokens.asMap().remove(key, cached);
    }
  }

  private Duration usableFor(TokenResponse response) {
    Duration lifetime = Duration.between(clock.instant(), response.expiry());
    Duration part = lifetime.dividedBy(SHORT_LIVED_PARTS);
    return lifetime.minus(part.compareTo(MARGIN) < 0 ? part : MARGIN);
  }

  /** The number of tokens, at most the capacity; expired ones are removed first. For tests. */
  int size() {
    return tokens.policy().eviction().orElseThrow().coldest(Integer.MAX_VALUE).size();
  }
}
