package io.imagepeek.source.registry.cache;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.SingleFlight;
import java.util.List;
import java.util.Optional;

/** The reads from registries that are under way; inspections that need the same join one. */
record SharedReads(
    SingleFlight<ImageCache.Key, Shared<CachedImage.Resolved>> names,
    SingleFlight<ImageCache.Key, Shared<ReadDocument>> documents,
    SingleFlight<ImageCache.Key, Shared<byte[]>> configurations,
    SingleFlight<ImageCache.Key, Shared<Optional<List<String>>>> tags) {

  /** The result of a read, and the memory that it holds until all that share it are done. */
  record Shared<T>(T read, HeldMemory holdings) {}

  SharedReads() {
    this(new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>());
  }
}
