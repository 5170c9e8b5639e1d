package io.imagepeek.source.registry.cloud;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.registry.auth.CredentialSource;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Credentials for Google's registries, Artifact Registry and {@code gcr.io}, and for nothing else,
 * by the service account that the function runs under on Google Cloud. Without a service account
 * the request is anonymous, since these registries hold public images too.
 */
public final class GoogleIdentity implements CredentialSource {

  /** The registries' documented names, matched as a whole and by ASCII only. */
  private static final Pattern HOST =
      Pattern.compile(
          "(?:(?:(?:us|eu|asia)\\.)?gcr\\.io"
              + "|(?:us|europe|asia|[a-z]{2,16}-[a-z]{2,16}[0-9]{1,2})-docker\\.pkg\\.dev)"
              + "(?::443)?",
          Pattern.CASE_INSENSITIVE);

  /** A service account's token is good for all registries. */
  private enum Scope {
    ALL_REGISTRIES
  }

  private final IdentityTokens<Scope> tokens;

  /**
   * @param environment the value of an environment variable: {@code GCE_METADATA_HOST} is another
   *     {@code host[:port]} of the metadata server
   * @param limit how long connecting to it, and each wait for its response, may take
   */
  public GoogleIdentity(
      InstantSource clock,
      InstantSource steady,
      Duration limit,
      Function<String, @Nullable String> environment) {
    GoogleMetadataServer server =
        new GoogleMetadataServer(clock, limit, environment.apply("GCE_METADATA_HOST"));
    this.tokens = new IdentityTokens<>(clock, steady, all -> server.token());
  }

  /**
   * {@inheritDoc}
   *
   * @throws RegistryConnectionFailure if the metadata server cannot be reached in time
   * @throws InspectImageFailure if it fails, or if another server responds
   */
  @Override
  public Optional<Credentials> find(String host, String repository) {
    return HOST.matcher(host).matches() ? tokens.get(Scope.ALL_REGISTRIES) : Optional.empty();
  }
}
