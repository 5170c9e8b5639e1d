package io.imagepeek.source.registry.cloud;

import io.imagepeek.failure.InspectFailure;
import java.util.Optional;

/**
 * Gives tokens to the identity that the function runs under. It may block.
 *
 * @param <K> what a token is for
 */
@FunctionalInterface
interface TokenIssuer<K> {

  /**
   * A new token.
   *
   * @return empty where the function has no identity in this cloud
   * @throws InspectFailure where there is an identity, or ought to be one, but no token
   */
  Optional<IssuedToken> issue(K key);
}
