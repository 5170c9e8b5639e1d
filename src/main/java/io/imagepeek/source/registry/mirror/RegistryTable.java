package io.imagepeek.source.registry.mirror;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code [[registry]]}.
 *
 * @param location null for a wildcard whose images are where their names say
 */
record RegistryTable(
    Prefix prefix,
    @Nullable NamePart location,
    boolean insecure,
    boolean blocked,
    List<Mirror> mirrors) {

  /** One {@code [[registry.mirror]]}. */
  record Mirror(NamePart location, boolean insecure, MirrorUse use) {}

  RegistryTable {
    mirrors = List.copyOf(mirrors);
  }

  /** The mirrors that fit, then the location unless it is blocked. */
  List<Endpoint> endpoints(ImageReference reference) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Mirror mirror : mirrors) {
      if (mirror.use.fits(reference)) {
        endpoints.add(new Endpoint(moved(reference, mirror.location), mirror.insecure, true));
      }
    }
    if (!blocked) {
      NamePart to = location;
      endpoints.add(new Endpoint(to == null ? reference : moved(reference, to), insecure, false));
    }
    return endpoints;
  }

  private ImageReference moved(ImageReference reference, NamePart to) {
    try {
      return prefix.moved(reference, to);
    } catch (InvalidInspectParameters e) {
      throw new InvalidInspectParameters(
          "imageName: %s of registries.conf makes no valid name of %s"
              .formatted(to, reference.name()));
    }
  }
}
