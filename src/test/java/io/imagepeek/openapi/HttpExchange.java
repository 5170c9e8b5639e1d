package io.imagepeek.openapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request, and what was answered to it, as they were on the wire. */
public record HttpExchange(Request request, Response response) {

  /**
   * The request.
   *
   * @param target as it stands in the request line
   * @param body as far as it is known; a body that is not known is not held against anything
   */
  public record Request(String method, String target, Headers headers, String body) {

    /** The path without a slash behind it. */
    String path() {
      String path = target.startsWith("http://") ? URI.create(target).getRawPath() : target;
      path = path.split("\\?", 2)[0];
      return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** The query as it is written; empty where there is none. */
    String query() {
      int mark = target.indexOf('?');
      return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** Whether it has a CloudEvent in binary form. */
    boolean isBinaryEvent() {
      return !headers.mediaType().equals(Description.STRUCTURED)
          && headers.names().stream().anyMatch(name -> name.startsWith(Description.ATTRIBUTE));
    }
  }

  /**
   * The response.
   *
   * @param body whole
   */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  public record Response(int status, Headers headers, byte[] body) {

    String text() {
      return new String(body, UTF_8);
    }
  }

  /** Header fields, whose names have no case. */
  public static final class Headers {

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /** Adds a field. */
    public Headers with(String name, String value) {
      values.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>()).add(value);
      return this;
    }

    Headers without(String name) {
      values.remove(name.toLowerCase(Locale.ROOT));
      return this;
    }

    /** Their names, in lower case. */
    public List<String> names() {
      return List.copyOf(values.keySet());
    }

    Optional<String> first(String name) {
      return Optional.ofNullable(values.get(name.toLowerCase(Locale.ROOT))).map(all -> all.get(0));
    }

    /**
     * The media type of the body without its parameters, in lower case; empty where none is said.
     */
    String mediaType() {
      return first("content-type")
          .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
          .orElse("");
    }
  }

  @Override
  public String toString() {
    return request.method() + " " + request.target() + " " + response.status();
  }
}
