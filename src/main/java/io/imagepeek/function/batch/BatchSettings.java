package io.imagepeek.function.batch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The operator's settings of batches; the defaults stand in application.properties. */
@ConfigMapping(prefix = "imagepeek.batch")
public interface BatchSettings {

  /** The images that one batch may have. */
  int images();

  /** The inspections of all batches at once. */
  int concurrency();

  /** The time for a whole batch. */
  Duration time();

  /** The bytes of all results in a whole answer; absent: a 32nd of the heap, 16 MiB at most. */
  Optional<MemorySize> answer();

  /** The bytes of a batch's body. */
  MemorySize body();
}
