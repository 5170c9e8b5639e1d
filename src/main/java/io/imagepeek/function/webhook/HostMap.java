package io.imagepeek.function.webhook;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The hosts to ask for the hosts in events: a registry is often known by another name inside. */
final class HostMap {

  /** A path that no host is part of: it tells whether all that precedes it is read as the host. */
  private static final String PATH = "/x/y";

  /** What zot calls itself unless its operator names it: no registry, and somebody else's site. */
  private static final Set<String> NO_REGISTRY = Set.of("zotregistry.dev");

  private final Map<String, String> asked = new HashMap<>();

  /** Throws IllegalArgumentException, naming the entry, where the host to ask is none. */
  HostMap(Map<String, String> hosts) {
    hosts.forEach(
        (event, ask) ->
            asked.put(
                event.toLowerCase(Locale.ROOT),
                host(ask)
                    .orElseThrow(
                        () ->
                            new IllegalArgumentException(
                                "the host to ask for \"%s\" is no host: \"%s\""
                                    .formatted(event, ask)))));
  }

  /**
   * The host to ask for one in an event; empty where that is no host by which an image is named.
   */
  Optional<String> asked(String inEvent) {
    String name = inEvent.toLowerCase(Locale.ROOT);
    String mapped = asked.get(name);
    if (mapped != null) {
      return Optional.of(mapped);
    }
    return NO_REGISTRY.contains(name) ? Optional.empty() : host(inEvent);
  }

  /**
   * The host as it stands in a name. A word without dot and port is none: a name that begins with
   * it would be Docker Hub's.
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
