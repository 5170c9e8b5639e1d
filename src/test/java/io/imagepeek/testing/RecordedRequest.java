package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param method in upper case
 * @param target path and query, undecoded
 * @param version {@code HTTP/1.1} or {@code HTTP/2}
 * @param authority the {@code Host} field, or {@code :authority}; null where neither was sent
 * @param headers all values of each field; look-up does not mind the case
 * @param body the whole body as UTF-8 text
 * @param connection which connection it came on, counted from 1
 * @param remotePort the client's TCP port
 */
public record RecordedRequest(
    String method,
    String target,
    String version,
    @Nullable String authority,
    Map<String, List<String>> headers,
    String body,
    int connection,
    int remotePort) {

  /** Keeps a copy of the headers. */
  public RecordedRequest {
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.forEach(
        (name, values) -> copy.computeIfAbsent(name, n -> new ArrayList<>()).addAll(values));
    copy.replaceAll((name, values) -> List.copyOf(values));
    headers = Collections.unmodifiableMap(copy);
  }

  /** The target without its query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The decoded parameters of the query, in their order. */
  public Map<String, List<String>> query() {
    int query = target.indexOf('?');
    return parameters(query < 0 ? "" : target.substring(query + 1));
  }

  /** The decoded fields of a form in the body. */
  public Map<String, List<String>> form() {
    return parameters(body);
  }

  /** The first value of a header field, null where it is absent. */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name);
    return values == null ? null : values.get(0);
  }

  /** The {@code Authorization} field, null where it is absent. */
  public @Nullable String authorization() {
    return header("Authorization");
  }

  /** Method and target, as scripts and assertions write them. */
  @Override
  public String toString() {
    return method + " " + target;
  }

  private static Map<String, List<String>> parameters(String encoded) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (String pair : encoded.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters
            .computeIfAbsent(URLDecoder.decode(name, UTF_8), n -> new ArrayList<>())
            .add(URLDecoder.decode(value, UTF_8));
      }
    }
    return parameters;
  }
}
