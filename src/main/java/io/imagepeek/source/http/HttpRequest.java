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
 * One request as it is sent; redirects are not followed. Its text form shows neither headers nor
 * the query.
 *
 * @param bodyLimit bytes of a successful response's body at most
 * @param repository the repository that the request is for, whichever host it goes to; empty where
 *     there is none
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

  /** A plain HEAD: its response has no body. */
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

  /** The same request, for a repository. */
  public HttpRequest forRepository(String name) {
    return new HttpRequest(method, uri, headers, body, bodyLimit, name);
  }

  /**
   * The same request with credentials.
   *
   * @param authorization the value of the header {@code Authorization}
   */
  public HttpRequest withAuthorization(String authorization) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.put(AUTHORIZATION, authorization);
    return new HttpRequest(method, uri, Map.copyOf(all), body, bodyLimit, repository);
  }

  /**
   * The same request to the target of a redirect. Its credentials are dropped unless the target has
   * the same origin.
   */
  public HttpRequest redirectedTo(URI target) {
    Map<String, String> all = new LinkedHashMap<>(headers);
    if (!Origin.of(target).equals(origin())) {
      all.remove(AUTHORIZATION);
    }
    return new HttpRequest(method, target, Map.copyOf(all), body, bodyLimit, repository);
  }

  /** The origin that the request goes to. */
  public Origin origin() {
    return Origin.of(uri);
  }

  /** The path and the query, as the request line has them. */
  public String target() {
    String query = uri.getRawQuery();
    return uri.getRawPath() + (query == null ? "" : "?" + query);
  }

  /** Whether the request may be sent again when its response was lost (RFC 9110 §9.2.2). */
  public boolean repeatable() {
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
  }

  /** The request's credentials, which a response may echo and no message may repeat. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    String authorization = headers.get(AUTHORIZATION);
    if (authorization != null) {
      String value = authorization.substring(authorization.indexOf(' ') + 1);
      secrets.add(value);
      if (authorization.startsWith("Basic ")) {
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
