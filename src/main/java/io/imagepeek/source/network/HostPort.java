package io.imagepeek.source.network;

import java.util.Locale;

/**
 * A host and perhaps a port. The host is in lower case, an IPv6 address in canonical text without
 * brackets.
 *
 * @param port 1 to 65535, or {@link #NO_PORT}
 */
record HostPort(String host, int port) {

  static final int NO_PORT = -1;
  private static final int MAX_PORT = 65535;
  private static final int LONGEST_NAME = 255;

  /**
   * Reads {@code host}, {@code host:port} or the same with {@code [IPv6]} as the host.
   *
   * @throws IllegalArgumentException with the reason, which has nothing of the text: it may have a
   *     secret
   */
  static HostPort parse(String text) {
    int colon;
    String host;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0 || (close + 1 < text.length() && text.charAt(close + 1) != ':')) {
        throw new IllegalArgumentException("the IPv6 address is not in a pair of brackets");
      }
      colon = close + 1 < text.length() ? close + 1 : -1;
      host = ipv6(text.substring(1, close));
    } else {
      colon = text.indexOf(':');
      if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
        throw new IllegalArgumentException(
            "the host has more than one colon; an IPv6 address goes in brackets");
      }
      host = name(colon < 0 ? text : text.substring(0, colon));
    }
    return new HostPort(host, colon < 0 ? NO_PORT : port(text.substring(colon + 1)));
  }

  /** The same host in canonical form, given with or without brackets where it is IPv6. */
  static String host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return ipv6(text.substring(1, text.length() - 1));
    }
    return text.indexOf(':') < 0 ? name(text) : ipv6(text);
  }

  static int port(String text) {
    if (!text.matches("[0-9]{1,5}") || !isPort(Integer.parseInt(text))) {
      throw new IllegalArgumentException("the port is not a number from 1 to " + MAX_PORT);
    }
    return Integer.parseInt(text);
  }

  static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  private static String ipv6(String text) {
    if (text.indexOf('%') >= 0) {
      throw new IllegalArgumentException("the IPv6 address has a zone");
    }
    return AddressText.parseV6(text)
        // An IPv4-mapped address stays IPv6, as it is in a URL.
        .map(AddressText::formatV6)
        .orElseThrow(
            () -> new IllegalArgumentException("what is in brackets is not an IPv6 address"));
  }

  /** Underscores are allowed: some buckets and container networks have them in their names. */
  private static String name(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("the host is missing");
    }
    if (text.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the host is longer than 255 characters");
    }
    if (!text.matches("[A-Za-z0-9_.-]+")) {
      throw new IllegalArgumentException(
          "the host has characters other than letters, digits, '.', '-' and '_'");
    }
    if (text.startsWith(".") || text.contains("..")) {
      throw new IllegalArgumentException("the host has an empty label");
    }
    return text.toLowerCase(Locale.ROOT);
  }

  HostPort orPort(int defaultPort) {
    return port == NO_PORT ? new HostPort(host, defaultPort) : this;
  }

  @Override
  public String toString() {
    String bracketed = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return port == NO_PORT ? bracketed : bracketed + ":" + port;
  }
}
