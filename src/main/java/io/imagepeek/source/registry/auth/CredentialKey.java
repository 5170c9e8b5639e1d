package io.imagepeek.source.registry.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The registry or repository of an entry in a credentials file. Two keys match only if they are
 * equal: a part of a host's name never matches the whole (CVE-2024-35192).
 *
 * @param host the host in lower case, with its port if it has one; {@code docker.io} for all names
 *     of Docker Hub
 * @param path the repository or a leading part of it in whole components, empty for the whole host
 */
record CredentialKey(String host, String path) {

  static final String DOCKER_HUB = "docker.io";

  /** The address by which logins to Docker Hub are stored. */
  static final String DOCKER_HUB_SERVER = "https://index.docker.io/v1/";

  private static final Set<String> DOCKER_HUB_HOSTS =
      Set.of(DOCKER_HUB, "index.docker.io", "registry-1.docker.io");

  /**
   * Reads a key as docker and podman write it: {@code https://host/v1/} and {@code host/v1/} are
   * the host, {@code host/some/repository} is that part of it.
   */
  static CredentialKey parse(String written) {
    String rest = withoutScheme(written);
    boolean url = rest.length() < written.length();
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return new CredentialKey(host(rest), "");
    }
    String path = rest.substring(slash + 1);
    if (url || path.equals("v1/") || path.equals("v2/")) {
      path = "";
    } else if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new CredentialKey(host(rest.substring(0, slash)), path);
  }

  /** The keys that match a repository: itself, then ever shorter paths, then the host. */
  static List<CredentialKey> candidates(String host, String repository) {
    String normalised = host(host);
    List<CredentialKey> candidates = new ArrayList<>();
    for (String path = repository; !path.isEmpty(); ) {
      candidates.add(new CredentialKey(normalised, path));
      int slash = path.lastIndexOf('/');
      path = slash < 0 ? "" : path.substring(0, slash);
    }
    candidates.add(new CredentialKey(normalised, ""));
    return candidates;
  }

  static CredentialKey ofHost(String host) {
    return new CredentialKey(host(host), "");
  }

  /** The address by which a credential helper knows this host. */
  String serverAddress() {
    return host.equals(DOCKER_HUB) ? DOCKER_HUB_SERVER : host;
  }

  /** This key as podman writes it. */
  String text() {
    return path.isEmpty() ? host : host + "/" + path;
  }

  private static String host(String written) {
    String lowered = written.toLowerCase(Locale.ROOT);
    return DOCKER_HUB_HOSTS.contains(lowered) ? DOCKER_HUB : lowered;
  }

  private static String withoutScheme(String written) {
    for (String scheme : List.of("https://", "http://")) {
      if (written.regionMatches(true, 0, scheme, 0, scheme.length())) {
        return written.substring(scheme.length());
      }
    }
    return written;
  }
}
