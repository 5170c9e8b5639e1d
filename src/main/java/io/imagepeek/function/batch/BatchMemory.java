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
 * The room for the results of a batch. Each is JSON as soon as it is there, so that nothing else is
 * kept of its image, and takes of the memory budget until it has been written.
 */
final class BatchMemory {

  /** A whole answer is once there in pieces, and once as it is sent. */
  private static final int COPIES = 2;

  private final JsonResponses answers;
  private final long bytes;
  private final AtomicLong taken = new AtomicLong();
  private final HeldMemory holdings = new HeldMemory();

  /**
   * @param bytes that all results may have together
   */
  BatchMemory(JsonResponses answers, long bytes) {
    this.answers = answers;
    this.bytes = bytes;
  }

  /** A result that is ready to be written. */
  record Written(RawValue json, MemoryReservation charge) {}

  /** What all results hold of the memory. */
  HeldMemory holdings() {
    return holdings;
  }

  /** Whether nothing more has room. */
  boolean isFull() {
    return taken.get() >= bytes;
  }

  /** Why there is no further result. */
  InspectImageFailure full() {
    return new InspectImageFailure(
        "the answer to the batch is full: its results have more than "
            + bytes
            + " bytes (imagepeek.batch.answer). Ask for fewer images at once, or for"
            + " newline-delimited JSON (Accept: application/x-ndjson), which has no such limit");
  }

  /**
   * Writes what was found.
   *
   * @param times how often it stands in the answer
   * @return fails with an {@link io.imagepeek.failure.InspectFailure} if there is no room
   */
  Uni<Written> write(
      InspectionResult.Inspected found,
      @Nullable String imageName,
      InspectionContext context,
      int times) {
    return Uni.createFrom()
        .deferred(
            () -> {
              if (found.found() instanceof RawDocument document) {
                requireRoom(document.body().length / 3L * 4, times); // in base64
              }
              return answers.text(found, imageName, context);
            })
        .flatMap(
            json -> {
              int length = ((String) json.rawValue()).length();
              requireRoom(length, times);
              if (taken.addAndGet((long) length * times) > bytes) {
                taken.set(bytes);
                throw full();
              }
              return answers
                  .take((long) COPIES * length * times, holdings)
                  .map(charge -> new Written(json, charge));
            });
  }

  private void requireRoom(long length, int times) {
    if (taken.get() + length * times > bytes) {
      taken.set(bytes);
      throw full();
    }
    answers.requireRoom(COPIES * length * times);
  }
}
