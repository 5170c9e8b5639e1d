package io.imagepeek.source.registry.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.RegistryConnectionFailure;
import io.imagepeek.source.Credentials;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The metadata server that Cloud Run, Kubernetes Engine and Compute Engine give to what runs there
 * (Google Cloud, "About VM metadata"): one GET without a secret, whose response is a token of the
 * service account.
 *
 * <p>It has a link-local address, which no registry may have: the request goes past the rules for
 * registries' addresses and past all proxies. Its address is the operator's, and no caller's.
 */
final class GoogleMetadataServer {

  private static final String DEFAULT_HOST = "metadata.google.internal";
  private static final String PATH = "/computeMetadata/v1/instance/service-accounts/default/token";
  private static final String FLAVOR = "Metadata-Flavor";
  private static final String GOOGLE = "Google";
  private static final String USER = "oauth2accesstoken";
  private static final String SERVER = "the metadata server of Google Cloud ";
  private static final int MAX_BYTES = 64 * 1024;
  private static final long LONGEST_SECONDS = 24 * 60 * 60;
  private static final JsonMapper JSON = new JsonMapper();

  private final InstantSource clock;
  private final int limitMillis;
  private final URI address;

  /**
   * @param host another {@code host[:port]} than the documented one
   */
  GoogleMetadataServer(InstantSource clock, Duration limit, @Nullable String host) {
    this.clock = clock;
    this.limitMillis = Math.toIntExact(limit.toMillis());
    this.address =
        URI.create("http://" + (host == null || host.isEmpty() ? DEFAULT_HOST : host) + PATH);
  }

  /** A token; empty where no service account is attached. */
  Optional<IssuedToken> token() {
    try {
      URLConnection connection = address.toURL().openConnection(Proxy.NO_PROXY);
      return token((HttpURLConnection) connection);
    } catch (IOException e) {
      throw new RegistryConnectionFailure(SERVER + "cannot be reached");
    }
  }

  private Optional<IssuedToken> token(HttpURLConnection connection) throws IOException {
    connection.setConnectTimeout(limitMillis);
    connection.setReadTimeout(limitMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty(FLAVOR, GOOGLE);
    try {
      int status = connection.getResponseCode();
      // Another server at this address is not to be trusted.
      if (!GOOGLE.equals(connection.getHeaderField(FLAVOR))) {
        throw new InspectImageFailure(SERVER + "is not the server that responds at its address");
      }
      if (status == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      if (status != HttpURLConnection.HTTP_OK) {
        String message = SERVER + "gave no token: status " + status;
        throw status == 429 || status >= 500
            ? InspectImageFailure.transientFailure(message)
            : new InspectImageFailure(message);
      }
      try (InputStream body = connection.getInputStream()) {
        return Optional.of(parse(body.readNBytes(MAX_BYTES)));
      }
    } finally {
      connection.disconnect();
    }
  }

  private IssuedToken parse(byte[] body) {
    JsonNode response;
    try {
      response = JSON.readTree(body);
    } catch (IOException e) {
      // The parser's own message quotes what it read.
      throw malformed();
    }
    String token = response.path("access_token").asText("");
    long seconds = Math.min(response.path("expires_in").asLong(0), LONGEST_SECONDS);
    if (token.isEmpty()) {
      throw malformed();
    }
    return new IssuedToken(
        new Credentials.Password(USER, token), clock.instant().plusSeconds(seconds));
  }

  private static InspectImageFailure malformed() {
    return new InspectImageFailure(SERVER + "gave no token: its response is malformed");
  }
}
