package io.imagepeek.source.http;

import io.imagepeek.source.network.Origin;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request as it goes to the wire, redirects not followed. Its text form shows neither headers
 * nor the query.
 *
 * @param bodyLimit bytes of a successful answer's body at most
 * @param repository what it is about, wherever it goes; empty where that is not said
 */
public record HttpRequest(
    HttpMethod method,
    URI uri,
    Map<String, String> headers,
    @Nullable Buffer body,
    int bodyLimit,
    String repository) {

  private static final String AUTHORIZATION = "Authorization";

  /** A plain GET. */
  public static HttpRequest get(URI uri, Map<String, String> headers, int bodyLimit) {
    return new HttpRequest(HttpMethod.GET, uri, Map.copyOf(headers), null, bodyLimit, "");
  }

  /** A plain HEAD: its answer has no body. */
  public static HttpRequest head(URI uri, Map<String, String> headers) {
    return new HttpRequest(HttpMethod.HEAD, uri, Map.copyOf(headers), null, Integer.MAX_VALUE, "");
  }

  /** A form sent by POST. */
  public static HttpRequest post(URI uri, Map<String, String> headers, String form, int bodyLimit) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put("Content-Type", "application/x-www-form-urlencoded");
    return new HttpRequest(
        HttpMethod.POST, uri, Map.copyOf(all), Buffer.buffer(form), bodyLimit, "");
  }

  /** The same call, about a repository. */
  public HttpRequest about(String asked) {
    return new HttpRequest(method, uri, headers, body, bodyLimit, asked);
  }

  /** The same call with the header that proves who asks. */
  public HttpRequest authorized(String authorization) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(AUTHORIZATION, authorization);
    return new HttpRequest(method, uri, Map.copyOf(all), body, bodyLimit, repository);
  }

  /** The same call at another place; it proves who asks only at the same origin. */
  public HttpRequest at(URI target) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    if (!Origin.of(target).equals(origin())) {
      all.remove(AUTHORIZATION);
    }
    return new HttpRequest(method, target, Map.copyOf(all), body, bodyLimit, repository);
  }

  /** The origin asked. */
  public Origin origin() {
    return Origin.of(uri);
  }

  /** Whether the request may be made again when its answer was lost (RFC 9110 §9.2.2). */
  public boolean repeatable() {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  /** What an answer may echo and no text may repeat: the proofs that the call carries. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    String proof = headers.get(AUTHORIZATION);
    if (proof != null) {
      String value = proof.substring(proof.indexOf(' ') + 1);
      secrets.add(value);
      if (proof.startsWith("Basic ")) {
        String pair = new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
        secrets.add(pair.substring(pair.indexOf(':') + 1));
      }
    }
    if (body != null) {
      for (String field : body.toString(StandardCharsets.UTF_8).split("&", -1)) {
        if (field.startsWith("refresh_token=")) {
          String encoded = field.substring(field.indexOf('=') + 1);
          secrets.add(encoded);
          secrets.add(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        }
      }
    }
    secrets.removeIf(String::isBlank);
    return secrets;
  }

  @Override
  public String toString() {
    return method + " " + origin() + uri.getRawPath();
  }
}
