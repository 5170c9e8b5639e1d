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
 * Credentials for the private registries of Amazon ECR by the function's own role, and for nothing
 * else. There is one token for all accounts of a region, kept until shortly before it expires.
 *
 * <p>A registry of ECR without a token is a failure, never an anonymous request: these registries
 * have no anonymous access, so that their refusal would only hide why there is no token.
 *
 * <p>AWS is asked by the AWS SDK, which connects by itself: it obeys the environment's settings for
 * the SDK and the JVM's trust store, not the rules for addresses and proxies of registries. What it
 * connects to follows from the operator's side and the region, never from an image's name alone. No
 * class of the SDK is loaded before the first registry of ECR asks for a proof.
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
   * @throws RegistryAuthenticationFailure where the function has no role, or AWS refuses a token
   * @throws RegistryConnectionFailure where AWS cannot be reached in time
   * @throws InspectImageFailure where AWS fails or throttles
   */
  @Override
  public Optional<Credentials> find(String host, String repository) {
    return EcrApi.of(host).flatMap(tokens::get);
  }
}
