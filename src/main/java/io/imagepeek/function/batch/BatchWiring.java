package io.imagepeek.function.batch;

import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.Turns;
import io.imagepeek.source.WaitingBound;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what batches need, from the operator's settings. */
@ApplicationScoped
class BatchWiring {

  @Produces
  @Singleton
  BatchInspections inspections(
      Inspections inspections, RequestReader reader, BatchSettings settings) {
    if (settings.concurrency() < 1) {
      throw new IllegalArgumentException("imagepeek.batch.concurrency: must be at least 1");
    }
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        new Turns(
            settings.concurrency(), Math.max(settings.concurrency(), WaitingBound.ofHeap() / 2)),
        settings.time());
  }
}
