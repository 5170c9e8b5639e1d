package io.imagepeek.source.network;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The registries that the operator allows plain HTTP for; all others get HTTPS only. Entries are
 * exact: {@code localhost:5000} is that port of that host; {@code registry.local} without a port is
 * port 80, and references to it without a port go there. Case does not matter; names are not
 * resolved.
 */
public final class InsecureRegistries {

  /** The setting that lists them. */
  public static final String SETTING = "imagepeek.registry.insecure";

  private static final int HTTP_PORT = 80;

  private final Set<HostPort> listed;

  /**
   * Takes the entries, each {@code host[:port]}.
   *
   * @throws IllegalArgumentException naming the setting and the malformed entry
   */
  public InsecureRegistries(List<String> entries) {
    listed =
        entries.stream().map(InsecureRegistries::entry).collect(Collectors.toUnmodifiableSet());
  }

  private static HostPort entry(String written) {
    try {
      return HostPort.parse(written.strip()).orPort(HTTP_PORT);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          SETTING
              + ": \""
              + written
              + "\" is not a host or host:port such as localhost:5000: "
              + e.getMessage(),
          e);
    }
  }

  /** Whether the registry {@code host[:port]} of a reference gets plain HTTP. */
  public boolean plainHttp(String hostAndPort) {
    try {
      return listed.contains(HostPort.parse(hostAndPort).orPort(HTTP_PORT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether this host and port of a URL may get plain HTTP.
   *
   * @param host IPv6 with or without brackets
   */
  boolean plainHttp(String host, int port) {
    try {
      return listed.contains(new HostPort(HostPort.host(host), port));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
