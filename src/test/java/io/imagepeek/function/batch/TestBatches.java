package io.imagepeek.function.batch;

import io.imagepeek.function.Inspections;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.Turns;

/** Batches as they are wired in the application, of inspections of the test's. */
public final class TestBatches {

  private TestBatches() {}

  /** Batches within these settings. */
  public static BatchInspections of(
      Inspections inspections, RequestReader reader, BatchSettings settings) {
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        new Turns(settings.concurrency()),
        settings.time());
  }
}
