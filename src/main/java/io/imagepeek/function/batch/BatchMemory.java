package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.util.RawValue;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.function.InspectionResult;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.inspect.RawDocument;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The memory for the results of a batch. Each result becomes JSON as soon as it is ready, so that
 * nothing else of its image stays in memory, and is charged to the memory budget until it is
 * written.
 */
final class BatchMemory {

  /** Of one JSON document: once in pieces, and once as it is sent. */
  private static final int COPIES = 2;

  private final JsonResponses responses;
  private final long limit;
  private final AtomicLong taken = new AtomicLong();
  private final HeldMemory held = new HeldMemory();

  /**
   * @param limit bytes of all results together
   */
  BatchMemory(JsonResponses responses, long limit) {
    this.responses = responses;
    this.limit = limit;
  }

  /** A result as JSON, and the memory that it holds until it is written. */
  record Written(RawValue json, MemoryReservation charge) {}

  /** The memory that all results hold. */
  HeldMemory held() {
    return held;
  }

  /** Whether the limit is reached. */
  boolean isFull() {
    return taken.get() >= limit;
  }

  /** The failure of each further image. */
  InspectImageFailure full() {
    return new InspectImageFailure(
        "the response to the batch is full: its results have more than "
            + limit
            + " bytes (imagepeek.batch.answer). Ask for fewer images at once, or for"
            + " newline-delimited JSON (Accept: application/x-ndjson), which has no such limit");
  }

  /**
   * Writes a result as JSON.
   *
   * @param times how many images of the batch have it
   * @return fails with an {@link io.imagepeek.failure.InspectFailure} if the limit is reached or
   *     there is no memory left
   */
  Uni<Written> write(
      InspectionResult.Inspected result,
      @Nullable String imageName,
      InspectionContext context,
      int times) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (result.found() instanceof RawDocument document) {
                requireCapacity(document.body().length / 3L * 4, times); // in base64
              }
              return responses.rawJson(result, imageName, context);
            })
        .flatMap(
            json -> {
              int length = ((String) json.rawValue()).length();
              requireCapacity(length, times);
              if (taken.addAndGet((long) length * times) > limit) {
                taken.set(limit);
                throw full();
              }
              return responses
                  .reserve((long) COPIES * length * times, held)
                  .map(charge -> new Written(json, charge));
            });
  }

  private void requireCapacity(long length, int times) {
    if (taken.get() + length * times > limit) {
      taken.set(limit);
      throw full();
    }
    responses.requireCapacity(COPIES * length * times);
  }
}
