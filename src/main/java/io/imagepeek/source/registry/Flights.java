package io.imagepeek.source.registry;

import io.imagepeek.source.Holdings;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.SingleFlight;
import java.util.List;
import java.util.Optional;

/** What is being read from registries, of all images: each once for all who want it then. */
record Flights(
    SingleFlight<ImageMemory.Key, Shared<RememberedImage.Resolved>> names,
    SingleFlight<ImageMemory.Key, Shared<ReadDocument>> documents,
    SingleFlight<ImageMemory.Key, Shared<byte[]>> configurations,
    SingleFlight<ImageMemory.Key, Shared<Optional<List<String>>>> tags) {

  /** What was read for several, and what it holds of the memory until the last of them is done. */
  record Shared<T>(T read, Holdings holdings) {}

  Flights() {
    this(new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>(), new SingleFlight<>());
  }
}
