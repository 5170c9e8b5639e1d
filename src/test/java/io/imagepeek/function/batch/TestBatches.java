package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.Answers;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.RequestReader;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.Turns;

/** Batches as they are wired in the application, of inspections of the test's. */
public final class TestBatches {

  private TestBatches() {}

  /** Answers for which there is memory. */
  public static Answers answers() {
    return new Answers(
        new JsonWriter(new ObjectMapper()), new ParserExecutor(), new MemoryBudget(1L << 32));
  }

  /** Batches within these settings. */
  public static BatchInspections of(
      Inspections inspections, RequestReader reader, BatchSettings settings) {
    return new BatchInspections(
        inspections,
        new BatchReader(reader, settings.images()),
        answers(),
        BatchWiring.answerBytes(settings),
        new Turns(settings.concurrency()),
        settings.time());
  }
}
