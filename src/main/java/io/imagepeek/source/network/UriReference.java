package io.imagepeek.source.network;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A URL or relative reference, parsed and resolved by RFC 3986. {@link java.net.URI} does it by the
 * older RFC 2396, which loses the last path segment before a bare query, and refuses characters
 * that registries do send. The fragment is dropped.
 */
record UriReference(
    @Nullable String scheme, @Nullable String authority, String path, @Nullable String query) {

  /** RFC 3986 appendix B. */
  private static final Pattern PARTS =
      Pattern.compile(
          "(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\\?([^#]*))?(?:#.*)?", Pattern.DOTALL);

  private static final String UNRESERVED = "-._~";
  private static final String IN_PATH = UNRESERVED + "!$&'()*+,;=:@/";
  private static final String IN_QUERY = IN_PATH + "?[]";

  static UriReference parse(String text) {
    Matcher parts = PARTS.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("the URL cannot be read");
    }
    String scheme = parts.group(1);
    String query = parts.group(4);
    return new UriReference(
        scheme == null ? null : scheme.toLowerCase(Locale.ROOT),
        parts.group(2),
        escaped(orEmpty(parts.group(3)), IN_PATH),
        query == null ? null : escaped(query, IN_QUERY));
  }

  /** RFC 3986 section 5.2.2, the base being absolute. */
  UriReference resolvedAgainst(UriReference base) {
    if (scheme != null) {
      return new UriReference(scheme, authority, withoutDots(path), query);
    }
    if (authority != null) {
      return new UriReference(base.scheme, authority, withoutDots(path), query);
    }
    if (path.isEmpty()) {
      String kept = query == null ? base.query : query;
      String same = base.path.isEmpty() ? "/" : base.path;
      return new UriReference(base.scheme, base.authority, same, kept);
    }
    String merged =
        path.startsWith("/") ? path : base.path.substring(0, base.path.lastIndexOf('/') + 1) + path;
    return new UriReference(base.scheme, base.authority, withoutDots(merged), query);
  }

  /** RFC 3986 section 5.2.4; the result starts with a slash, as what is sent to a server must. */
  private static String withoutDots(String path) {
    StringBuilder result = new StringBuilder();
    String[] segments = path.split("/", -1);
    for (int i = path.startsWith("/") ? 1 : 0; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      if (segments[i].equals("..")) {
        result.setLength(Math.max(0, result.lastIndexOf("/")));
      } else if (!segments[i].equals(".")) {
        result.append('/').append(segments[i]);
        continue;
      }
      if (last) {
        result.append('/');
      }
    }
    return result.isEmpty() ? "/" : result.toString();
  }

  /**
   * Percent-encodes the characters that are not allowed, and nothing else: a signed URL keeps each
   * byte. The text is ASCII.
   */
  private static String escaped(String text, String allowed) {
    StringBuilder result = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean allowedAsIs =
          c == '%'
              ? isHex(text, i + 1) && isHex(text, i + 2)
              : Character.isLetterOrDigit(c) || allowed.indexOf(c) >= 0;
      if (allowedAsIs) {
        result.append(c);
      } else {
        result.append(String.format("%%%02X", (int) c));
      }
    }
    return result.toString();
  }

  private static boolean isHex(String text, int at) {
    return at < text.length() && Character.digit(text.charAt(at), 16) >= 0;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
