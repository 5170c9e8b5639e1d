package io.imagepeek.source.registry.cloud;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Causes;
import io.imagepeek.source.Credentials;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/**
 * Requests tokens from Amazon ECR. Only this class and {@link AwsPartitions} use the AWS SDK. Refer
 * to them from within a lambda only: otherwise every start pays for loading the SDK.
 *
 * <p>A failure repeats only the error code of AWS. The error's message may hold more than callers
 * should see: the role's name, or the canonical form of the request with the session's token.
 */
final class EcrTokenIssuer implements TokenIssuer<EcrApi> {

  private static final String NO_TOKEN = "Amazon ECR gave no token: ";
  private static final Pattern ERROR_CODE = Pattern.compile("[A-Za-z0-9.]{1,64}");

  private final AwsCredentialsProvider identity;
  private final Duration limit;

  EcrTokenIssuer(AwsCredentialsProvider identity, Duration limit) {
    this.identity = identity;
    this.limit = limit;
  }

  /** Uses the identity that the SDK's default chain finds in this environment. */
  static Optional<IssuedToken> issueToFunction(EcrApi api, Duration limit) {
    try (DefaultCredentialsProvider identity = DefaultCredentialsProvider.builder().build()) {
      return new EcrTokenIssuer(identity, limit).issue(api);
    }
  }

  @Override
  public Optional<IssuedToken> issue(EcrApi api) {
    AwsCredentials signer = signer();
    try (EcrClient client = client(api, signer)) {
      return Optional.of(token(client.getAuthorizationToken().authorizationData()));
    } catch (AwsServiceException e) {
      throw refused(e);
    } catch (SdkClientException e) {
      throw failed(api, e);
    }
  }

  private AwsCredentials signer() {
    try {
      return identity.resolveCredentials();
    } catch (SdkException e) {
      throw new RegistryAuthenticationFailure(
          NO_TOKEN + "no AWS credentials were found, neither of a role nor in the environment");
    }
  }

  private EcrClient client(EcrApi api, AwsCredentials signer) {
    return EcrClient.builder()
        .region(Region.of(api.region()))
        .fipsEnabled(api.fips())
        .dualstackEnabled(api.dualStack())
        .credentialsProvider(StaticCredentialsProvider.create(signer))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(limit))
        .overrideConfiguration(
            settings -> settings.apiCallTimeout(limit).retryStrategy(RetryMode.STANDARD))
        .build();
  }

  private static IssuedToken token(List<AuthorizationData> response) {
    String encoded = response.isEmpty() ? null : response.get(0).authorizationToken();
    String pair = encoded == null ? "" : decoded(encoded);
    int colon = pair.indexOf(':');
    if (colon <= 0 || colon == pair.length() - 1) {
      throw new InspectImageFailure(NO_TOKEN + "its response has none of the form user:password");
    }
    @Nullable Instant expiry = response.get(0).expiresAt();
    return new IssuedToken(
        new Credentials.Password(pair.substring(0, colon), pair.substring(colon + 1)),
        // A token of unknown lifetime is used once.
        expiry == null ? Instant.EPOCH : expiry);
  }

  private static String decoded(String token) {
    try {
      return new String(Base64.getDecoder().decode(token), UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static InspectFailure refused(AwsServiceException error) {
    String code = error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
    String message =
        NO_TOKEN
            + (code != null && ERROR_CODE.matcher(code).matches()
                ? code
                : "status " + error.statusCode());
    return error.isThrottlingException() || error.statusCode() >= 500
        ? InspectImageFailure.transientFailure(message)
        : new RegistryAuthenticationFailure(message);
  }

  private static InspectFailure failed(EcrApi api, SdkClientException failure) {
    if (failure instanceof ApiCallTimeoutException
        || failure instanceof ApiCallAttemptTimeoutException) {
      return new RegistryConnectionFailure(NO_TOKEN + "no response in time in " + api.region());
    }
    if (Causes.of(failure).anyMatch(IOException.class::isInstance)) {
      return new RegistryConnectionFailure(
          NO_TOKEN + "its API in " + api.region() + " cannot be reached");
    }
    return new RegistryAuthenticationFailure(
        NO_TOKEN + "the AWS SDK cannot ask for one in " + api.region());
  }
}
