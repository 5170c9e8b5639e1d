package io.imagepeek.source.registry.cache;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.SingleFlight;
import java.util.List;
import java.util.Optional;

/** What is being read from registries, of all images: each once for all who want it then. */
public record SharedReads(
    SingleFlight<ImageCache.Key, Shared<CachedImage.Resolved>> names,
    SingleFlight<ImageCache.Key, Shared<ReadDocument>> documents,
    SingleFlight<ImageCache.Key, Shared<byte[]>> configurations,
    SingleFlight<ImageCache.Key, Shared<Optional<List<String>>>> tags) {

  /** What was read for several, and what it holds of the memory until the last of them is done. */
  record Shared<T>(T read, HeldMemory holdings) {}

  /** Nothing is being read yet. */
  public SharedReads() {
    this(new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>());
  }
}
