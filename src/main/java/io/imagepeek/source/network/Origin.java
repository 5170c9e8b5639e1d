package io.imagepeek.source.network;

import java.net.URI;
import java.util.Locale;

/**
 * Scheme, host and port of a URL (RFC 6454): credentials belong to one origin. Two origins are the
 * same exactly where they are equal.
 *
 * @param scheme {@code http} or {@code https}
 * @param host in lower case; an IPv6 address in canonical text, without brackets
 * @param port 1 to 65535
 */
public record Origin(String scheme, String host, int port) {

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** Canonicalizes scheme and host, or throws an {@link IllegalArgumentException}. */
  public Origin {
    scheme = scheme.toLowerCase(Locale.ROOT);
    host = HostPort.host(host);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      throw new IllegalArgumentException("the scheme is not http or https");
    }
    if (!HostPort.isPort(port)) {
      throw new IllegalArgumentException("the port is not a number from 1 to 65535");
    }
  }

  /**
   * The origin of an absolute http or https URL, with the scheme's default port where it has none.
   * Hosts with an underscore are read too, unlike by {@link URI#getHost}.
   *
   * @throws IllegalArgumentException with a reason that has nothing of the URL
   */
  public static Origin of(URI uri) {
    if (uri.getScheme() == null || uri.getRawAuthority() == null) {
      throw new IllegalArgumentException("the URL has no scheme or no host");
    }
    return of(uri.getScheme(), uri.getRawAuthority());
  }

  static Origin of(String scheme, String authority) {
    if (authority.indexOf('@') >= 0) {
      throw new IllegalArgumentException("the URL has a user name in it");
    }
    // RFC 3986 section 3.2.3 lets the port after the colon be empty.
    String withoutEmptyPort =
        authority.endsWith(":") ? authority.substring(0, authority.length() - 1) : authority;
    int defaultPort = scheme.equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
    HostPort named = HostPort.parse(withoutEmptyPort).orPort(defaultPort);
    return new Origin(scheme, named.host(), named.port());
  }

  /** Whether connections to it are encrypted. */
  public boolean isHttps() {
    return scheme.equals("https");
  }

  /** {@code host} or {@code host:port}, without the scheme's default port, IPv6 in brackets. */
  public String authority() {
    int defaultPort = isHttps() ? HTTPS_PORT : HTTP_PORT;
    return new HostPort(host, port == defaultPort ? HostPort.NO_PORT : port).toString();
  }

  @Override
  public String toString() {
    return scheme + "://" + authority();
  }
}
