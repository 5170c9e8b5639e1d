package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.FairScheduler;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;

/** Batches as they are wired in the application, of inspections of the test's. */
public final class TestBatches {

  private TestBatches() {}

  /** Answers for which there is memory. */
  public static JsonResponses answers() {
    return new JsonResponses(
        new JsonWriter(new ObjectMapper()), new ParserExecutor(), new MemoryBudget(1L << 32));
  }

  /** Batches within these settings. */
  public static BatchInspections of(
      Inspections inspections, RequestReader reader, BatchSettings settings) {
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        answers(),
        BatchWiring.responseBytes(settings),
        new FairScheduler(settings.concurrency()),
        settings.time());
  }
}
