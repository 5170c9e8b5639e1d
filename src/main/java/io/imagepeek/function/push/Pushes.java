package io.imagepeek.function.push;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Collects the images of one notice, each once. */
final class Pushes {

  private final HostMap hosts;
  private final int maxImages;
  private final Map<String, PushedImage> byName = new LinkedHashMap<>();

  Pushes(HostMap hosts, int maxImages) {
    this.hosts = hosts;
    this.maxImages = maxImages;
  }

  /**
   * Adds an image unless it is there already.
   *
   * @throws InvalidInspectParameters if it has no valid name, or is one too many
   */
  void add(ImageParts parts, String eventId, Optional<Instant> occurredAt) {
    String imageName = parts.imageName(hosts);
    byName.putIfAbsent(imageName, new PushedImage(imageName, eventId, occurredAt));
    if (byName.size() > maxImages) {
      throw new InvalidInspectParameters(
          "request: tells of more than " + maxImages + " pushed images, which is the limit");
    }
  }

  List<PushedImage> images() {
    return List.copyOf(byName.values());
  }
}
