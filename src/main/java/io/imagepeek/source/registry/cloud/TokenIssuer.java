package io.imagepeek.source.registry.cloud;

import io.imagepeek.failure.InspectFailure;
import java.util.Optional;

/**
 * Issues tokens to the identity that the function runs under. It may block.
 *
 * @param <K> what a token is for
 */
@FunctionalInterface
interface TokenIssuer<K> {

  /**
   * A new token.
   *
   * @return empty if the function has no identity in this cloud
   * @throws InspectFailure if there is an identity, or must be one, but no token
   */
  Optional<IssuedToken> issue(K key);
}
