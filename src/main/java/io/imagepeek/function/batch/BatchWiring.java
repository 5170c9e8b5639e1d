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

/** Puts together what batches need, from the operator's settings. */
@ApplicationScoped
class BatchWiring {

  private static final long MOST_ANSWERED = 16 * 1024 * 1024;

  @Produces
  @Singleton
  BatchInspections inspections(
      Inspections inspections,
      RequestReader reader,
      BatchSettings settings,
      JsonResponses answers) {
    if (settings.concurrency() < 1) {
      throw new IllegalArgumentException("imagepeek.batch.concurrency: must be at least 1");
    }
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        answers,
        answerBytes(settings),
        new FairScheduler(
            settings.concurrency(), Math.max(settings.concurrency(), WaitingLimit.ofHeap() / 2)),
        settings.time());
  }

  static long answerBytes(BatchSettings settings) {
    return settings
        .answer()
        .map(MemorySize::asLongValue)
        .orElseGet(() -> Math.min(MOST_ANSWERED, Runtime.getRuntime().maxMemory() / 32));
  }
}
