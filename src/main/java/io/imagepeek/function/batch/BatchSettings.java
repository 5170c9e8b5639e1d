package io.imagepeek.function.batch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The settings of batches. Their defaults are in application.properties. */
@ConfigMapping(prefix = "imagepeek.batch")
public interface BatchSettings {

  /** The maximum number of images in one batch. */
  int images();

  /**
   * The maximum number of concurrent inspections of all batches together, at least 1. An inspection
   * that only waits does not count.
   */
  int concurrency();

  /** The time limit for a whole batch. Images whose inspection has not started by then fail. */
  Duration time();

  /**
   * The maximum size of all results in one JSON response. Default: a 32nd of the heap, at most 16
   * MiB.
   */
  Optional<MemorySize> answer();

  /** The maximum size of the request body of a batch. */
  MemorySize body();
}
