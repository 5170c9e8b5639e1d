package io.imagepeek.source.network;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The proxy that a connection goes through, from the values of the environment variables
 * HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *
 * <p>A proxy is written {@code http://[user:password@]host[:port]} or {@code
 * [user:password@]host[:port]}, userinfo percent-encoded, port 80 where none is given. Only proxies
 * that are themselves reached in plain http, and tunnel by CONNECT, are supported. For NO_PROXY see
 * {@link ProxyBypass}. No error and no text form shows a user name or password.
 */
public final class ProxySettings {

  private static final int DEFAULT_PORT = 80;
  private static final Set<String> OTHER_SCHEMES =
      Set.of("https", "socks", "socks4", "socks4a", "socks5", "socks5h");

  private final @Nullable Proxy forHttps;
  private final @Nullable Proxy forHttp;
  private final ProxyBypass bypass;

  /**
   * Reads the three values; {@code null} and blank ones are not set.
   *
   * @throws IllegalArgumentException naming the variable whose value is not a supported proxy
   */
  public ProxySettings(
      @Nullable String httpsProxy, @Nullable String httpProxy, @Nullable String noProxy) {
    forHttps = parse("HTTPS_PROXY", httpsProxy);
    forHttp = parse("HTTP_PROXY", httpProxy);
    bypass = new ProxyBypass(noProxy == null ? "" : noProxy);
  }

  /** The proxy for connections to an origin; empty where they are direct. */
  public Optional<Proxy> proxyFor(Origin origin) {
    Proxy proxy = origin.isHttps() ? forHttps : forHttp;
    return proxy == null || bypass.isDirect(origin) ? Optional.empty() : Optional.of(proxy);
  }

  private static @Nullable Proxy parse(String variable, @Nullable String value) {
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      return parse(value.strip());
    } catch (IllegalArgumentException e) {
      // The value is not shown: it may have a password, wherever it is malformed.
      throw new IllegalArgumentException(
          variable + " is not a proxy such as http://proxy.example:3128: " + e.getMessage(), e);
    }
  }

  private static Proxy parse(String value) {
    String rest = value;
    int colon = value.indexOf("://");
    if (colon >= 0) {
      String scheme = value.substring(0, colon).toLowerCase(Locale.ROOT);
      if (!scheme.equals("http")) {
        throw new IllegalArgumentException(
            (OTHER_SCHEMES.contains(scheme) ? "a proxy reached by " + scheme : "its scheme")
                + " is not supported, only plain http proxies with CONNECT are");
      }
      rest = value.substring(colon + 3);
    }
    int at = rest.lastIndexOf('@');
    String address = rest.substring(at + 1);
    if (address.endsWith("/")) {
      address = address.substring(0, address.length() - 1);
    }
    HostPort proxy = HostPort.parse(address).orPort(DEFAULT_PORT);
    if (at < 0) {
      return new Proxy(proxy.host(), proxy.port(), null, null);
    }
    String userinfo = rest.substring(0, at);
    int separator = userinfo.indexOf(':');
    String username = decoded(separator < 0 ? userinfo : userinfo.substring(0, separator));
    if (username.indexOf(':') >= 0) {
      // RFC 7617 section 2: the first colon ends the user name.
      throw new IllegalArgumentException("its user name has a colon in it");
    }
    String password = separator < 0 ? null : decoded(userinfo.substring(separator + 1));
    return new Proxy(proxy.host(), proxy.port(), username, password);
  }

  private static String decoded(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        decoded.put(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        throw new IllegalArgumentException("its user name or password is not percent-encoded");
      }
      decoded.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      String result = StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
      if (result.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("its user name or password has control characters");
      }
      return result;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("its user name or password is not UTF-8", e);
    }
  }

  /**
   * One HTTP proxy, reached in plain http.
   *
   * @param host without brackets where it is an IPv6 address
   * @param username decoded, {@code null} where the proxy needs no authentication
   * @param password decoded, {@code null} where none is given
   */
  public record Proxy(String host, int port, @Nullable String username, @Nullable String password) {

    /** Host and port only. */
    @Override
    public String toString() {
      return "Proxy[" + new HostPort(host, port) + "]";
    }
  }
}
