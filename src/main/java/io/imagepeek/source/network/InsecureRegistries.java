package io.imagepeek.source.network;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The registries that are spoken to in plain http, because the operator says so; all others get
 * https only. Entries are exact: {@code localhost:5000} is that port of that host; {@code
 * registry.local} without a port is http's own port 80, which a reference that names no port then
 * goes to. Case does not matter; names are not resolved.
 */
public final class InsecureRegistries {

  /** The setting that lists them. */
  public static final String SETTING = "imagepeek.registry.insecure";

  private static final int HTTP_PORT = 80;

  private final Set<HostPort> listed;

  /**
   * Takes the entries, each {@code host[:port]}.
   *
   * @throws IllegalArgumentException naming the setting and the entry that is none
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

  /** Whether the registry {@code host[:port]} of a reference is spoken to in plain http. */
  public boolean plainHttp(String hostAndPort) {
    try {
      return listed.contains(HostPort.parse(hostAndPort).orPort(HTTP_PORT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Whether plain http may go to this host and port of a URL.
   *
   * @param host IPv6 with or without brackets
   */
  public boolean plainHttp(String host, int port) {
    try {
      return listed.contains(new HostPort(HostPort.host(host), port));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
