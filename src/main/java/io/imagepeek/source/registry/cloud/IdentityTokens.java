package io.imagepeek.source.registry.cloud;

import io.imagepeek.source.Credentials;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Caches tokens until shortly before they expire. Look-ups of a key share one call to the issuer;
 * its failure goes to all of them, and is not cached. Safe for use by many threads.
 *
 * @param <K> what a token is for; the number of keys is not bounded here
 */
final class IdentityTokens<K> {

  /**
   * A token is not returned this long before its expiry, so that it outlives the inspection; for
   * short-lived tokens it is a tenth of their lifetime.
   */
  static final Duration MARGIN = Duration.ofMinutes(5);

  private static final int SHORT_LIVED_PARTS = 10;

  private record Kept(Credentials.Password credentials, Instant usableUntil) {}

  private final InstantSource clock;
  private final InstantSource steady;
  private final TokenIssuer<K> issuer;
  private final ConcurrentMap<K, Kept> kept = new ConcurrentHashMap<>();
  private final ConcurrentMap<K, CompletableFuture<Optional<Credentials>>> flights =
      new ConcurrentHashMap<>();

  /**
   * @param clock the clock of the tokens' expiry
   * @param steady the clock of their age here
   */
  IdentityTokens(InstantSource clock, InstantSource steady, TokenIssuer<K> issuer) {
    this.clock = clock;
    this.steady = steady;
    this.issuer = issuer;
  }

  /** The token for a key; empty if the function has no identity. Fails as the issuer does. */
  Optional<Credentials> get(K key) {
    Optional<Credentials> usable = usable(key);
    if (usable.isPresent()) {
      return usable;
    }
    CompletableFuture<Optional<Credentials>> own = new CompletableFuture<>();
    CompletableFuture<Optional<Credentials>> other = flights.putIfAbsent(key, own);
    return other == null ? fly(key, own) : await(other);
  }

  private Optional<Credentials> fly(K key, CompletableFuture<Optional<Credentials>> flight) {
    try {
      // The former call may have ended between the look-up and the start of this one.
      Optional<Credentials> usable = usable(key);
      Optional<Credentials> outcome = usable.isPresent() ? usable : issue(key);
      flight.complete(outcome);
      return outcome;
    } catch (RuntimeException | Error failure) {
      flight.completeExceptionally(failure);
      throw failure;
    } finally {
      flights.remove(key, flight);
    }
  }

  private static Optional<Credentials> await(CompletableFuture<Optional<Credentials>> flight) {
    try {
      return flight.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private Optional<Credentials> usable(K key) {
    Kept token = kept.get(key);
    return token != null && steady.instant().isBefore(token.usableUntil)
        ? Optional.of(token.credentials)
        : Optional.empty();
  }

  private Optional<Credentials> issue(K key) {
    Optional<IssuedToken> issued = issuer.issue(key);
    issued.ifPresent(token -> keep(key, token));
    return issued.map(IssuedToken::credentials);
  }

  private void keep(K key, IssuedToken token) {
    Duration lifetime = Duration.between(clock.instant(), token.expiry());
    Duration part = lifetime.dividedBy(SHORT_LIVED_PARTS);
    Duration margin = part.compareTo(MARGIN) < 0 ? part : MARGIN;
    kept.put(key, new Kept(token.credentials(), steady.instant().plus(lifetime).minus(margin)));
  }
}
