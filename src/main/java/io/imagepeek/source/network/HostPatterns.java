package io.imagepeek.source.network;

import java.util.List;
import java.util.Set;

/**
 * The registries that requests may go to. A pattern is one of
 *
 * <ul>
 *   <li>{@code *}: every registry;
 *   <li>{@code ghcr.io}: that host on its default port only, since a registry on another port is
 *       another registry, and nobody should scan the ports of a listed host through this service;
 *   <li>{@code localhost:5000}, {@code [::1]:5000}: that host and port;
 *   <li>{@code *.example.com}: any host below, at any depth, not {@code example.com} itself;
 *   <li>{@code HOST:*}, {@code *:5000}, {@code *.example.com:5000}: any port, any host, and so on.
 * </ul>
 *
 * <p>Case does not matter. Port 443 is the default port. {@code docker.io}, {@code index.docker.io}
 * and {@code registry-1.docker.io} are one registry. Addresses are compared as written, and names
 * are not resolved: {@link AddressPolicy} checks the addresses.
 */
public final class HostPatterns {

  /** The setting with the patterns. */
  static final String SETTING = "imagepeek.registry.allow";

  private static final int DEFAULT_PORT = 443;
  private static final Set<String> DOCKER_HUB =
      Set.of("docker.io", "index.docker.io", "registry-1.docker.io");

  private final List<Pattern> patterns;

  /**
   * Takes the patterns; an empty list allows nothing.
   *
   * @throws IllegalArgumentException naming the setting and the malformed pattern
   */
  public HostPatterns(List<String> patterns) {
    this.patterns = patterns.stream().map(Pattern::parse).toList();
  }

  /**
   * Whether requests may go to a registry.
   *
   * @param registryHost {@code host[:port]} as in references: {@code docker.io}, {@code [::1]:5000}
   */
  public boolean allows(String registryHost) {
    HostPort registry;
    try {
      registry = HostPort.parse(registryHost.strip()).orPort(DEFAULT_PORT);
    } catch (IllegalArgumentException e) {
      return false;
    }
    Set<String> names = DOCKER_HUB.contains(registry.host()) ? DOCKER_HUB : Set.of(registry.host());
    return patterns.stream().anyMatch(pattern -> pattern.matches(names, registry.port()));
  }

  /** How much of the host a pattern fixes. */
  private enum Scope {
    EVERY_HOST,
    BELOW_HOST,
    ONE_HOST
  }

  private record Pattern(Scope scope, String host, int port) {

    private static final int ANY_PORT = 0;

    static Pattern parse(String written) {
      String text = written.strip();
      if (text.equals("*")) {
        return new Pattern(Scope.EVERY_HOST, "", ANY_PORT);
      }
      try {
        boolean anyPort = text.endsWith(":*");
        String rest = anyPort ? text.substring(0, text.length() - 2) : text;
        if (rest.equals("*") || rest.startsWith("*:")) {
          int port = anyPort ? ANY_PORT : HostPort.port(rest.substring(2));
          return new Pattern(Scope.EVERY_HOST, "", port);
        }
        Scope scope = rest.startsWith("*.") ? Scope.BELOW_HOST : Scope.ONE_HOST;
        HostPort named = HostPort.parse(scope == Scope.BELOW_HOST ? rest.substring(2) : rest);
        if (anyPort && named.port() != HostPort.NO_PORT) {
          throw new IllegalArgumentException("there are two ports");
        }
        if (scope == Scope.BELOW_HOST && AddressText.parse(named.host()).isPresent()) {
          throw new IllegalArgumentException("an address has no hosts below it");
        }
        return new Pattern(
            scope, named.host(), anyPort ? ANY_PORT : named.orPort(DEFAULT_PORT).port());
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            SETTING
                + ": \""
                + written
                + "\" is not a pattern such as ghcr.io, localhost:5000, *.example.com or *: "
                + e.getMessage(),
            e);
      }
    }

    boolean matches(Set<String> names, int registryPort) {
      if (port != ANY_PORT && port != registryPort) {
        return false;
      }
      return switch (scope) {
        case EVERY_HOST -> true;
        case BELOW_HOST -> names.stream().anyMatch(name -> name.endsWith("." + host));
        case ONE_HOST -> names.contains(host);
      };
    }
  }
}
