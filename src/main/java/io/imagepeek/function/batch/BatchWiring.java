package io.imagepeek.function.batch;

import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.FairScheduler;
import io.imagepeek.source.WaitingLimit;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Creates the beans of batches from the operator's settings. */
@ApplicationScoped
class BatchWiring {

  private static final long MAX_RESPONSE_BYTES = 16 * 1024 * 1024;

  @Produces
  @Singleton
  BatchInspections inspections(
      Inspections inspections,
      RequestReader reader,
      BatchSettings settings,
      JsonResponses responses) {
    if (settings.concurrency() < 1) {
      throw new IllegalArgumentException("imagepeek.batch.concurrency: must be at least 1");
    }
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        responses,
        responseBytes(settings),
        new FairScheduler(
            settings.concurrency(), Math.max(settings.concurrency(), WaitingLimit.ofHeap() / 2)),
        settings.time());
  }

  static long responseBytes(BatchSettings settings) {
    return settings
        .answer()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Math.min(MAX_RESPONSE_BYTES, Runtime.getRuntime().maxMemory() / 32));
  }
}
