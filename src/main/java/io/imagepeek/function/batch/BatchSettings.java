package io.imagepeek.function.batch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** Settings of batches; the defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.batch")
public interface BatchSettings {

  /** The maximum number of images in a batch. */
  int images();

  /** The maximum number of inspections at once, for all batches together. */
  int concurrency();

  /** The time limit of a whole batch. */
  Duration time();

  /**
   * The maximum size of all results in one JSON document; absent: 1/32 of the heap, at most 16 MiB.
   */
  Optional<MemorySize> answer();

  /** The maximum size of a batch's body. */
  MemorySize body();
}
