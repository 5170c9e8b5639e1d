package io.imagepeek.function.webhook;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Maps the hosts in events to registries: inside a cluster a registry often has another name. */
final class HostMap {

  /** A path after a host. If the reference has the same path, all before it was the host. */
  private static final String PATH = "/x/y";

  /** The name of zot by default. It is not a registry, but the project's web site. */
  private static final Set<String> NO_REGISTRY = Set.of("zotregistry.dev");

  private final Map<String, String> registries = new HashMap<>();

  /**
   * @param hosts the registry's host for each host in events
   * @throws IllegalArgumentException naming the entry, if the registry's host is not a host
   */
  HostMap(Map<String, String> hosts) {
    hosts.forEach(
        (event, registry) ->
            registries.put(
                event.toLowerCase(Locale.ROOT),
                host(registry)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "the registry's host for \"%s\" is not a host: \"%s\""
                                    .formatted(event, registry)))));
  }

  /**
   * The registry's host for a host in an event; empty if no image's name can begin with that host.
   */
  Optional<String> registry(String eventHost) {
    String name = eventHost.toLowerCase(Locale.ROOT);
    String mapped = registries.get(name);
    if (mapped != null) {
      return Optional.of(mapped);
    }
    return NO_REGISTRY.contains(name) ? Optional.empty() : host(eventHost);
  }

  /**
   * The host as it is in an image's name. A word without dot and port is not a host: a name that
   * begins with it would be Docker Hub's.
   */
  private static Optional<String> host(String text) {
    try {
      ImageReference parsed = ImageReference.parse(text + PATH, null);
      return Optional.of(parsed.host()).filter(host -> PATH.equals("/" + parsed.repository()));
    } catch (InvalidInspectParameters invalid) {
      return Optional.empty();
    }
  }
}
