package io.imagepeek.source.registry.cloud;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.registry.auth.CredentialSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Credentials for the private registries of Amazon ECR, and for nothing else, by the function's own
 * role. One token serves all accounts of a region. It is cached until shortly before it expires.
 *
 * <p>A missing token is a failure. An anonymous request is never sent: these registries have no
 * anonymous access, and their error would only hide why there is no token.
 *
 * <p>The AWS SDK opens its own connections. It obeys the environment's settings for the SDK and the
 * JVM's trust store, not the rules for addresses and proxies of registries. The operator's settings
 * and the region decide where it connects to, never an image's name alone. No class of the SDK is
 * loaded before the first image of an ECR registry.
 */
public final class EcrIdentity implements CredentialSource {

  private final IdentityTokens<EcrApi> tokens;

  /**
   * @param limit how long the call for a token may take, all attempts together
   */
  public EcrIdentity(InstantSource clock, InstantSource steady, Duration limit) {
    this(clock, steady, api -> EcrTokenIssuer.issueToFunction(api, limit));
  }

  EcrIdentity(InstantSource clock, InstantSource steady, TokenIssuer<EcrApi> issuer) {
    this.tokens = new IdentityTokens<>(clock, steady, issuer);
  }

  /**
   * {@inheritDoc}
   *
   * @throws RegistryAuthenticationFailure if the function has no role, or AWS refuses a token
   * @throws RegistryConnectionFailure if AWS cannot be reached in time
   * @throws InspectImageFailure if AWS fails or throttles
   */
  @Override
  public Optional<Credentials> find(String host, String repository) {
    return EcrApi.of(host).flatMap(tokens::get);
  }
}
