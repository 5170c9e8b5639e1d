package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
import io.imagepeek.function.ReadRequest;
import io.imagepeek.source.FairScheduler;
import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Inspects several images together. The images of all batches share the permits for concurrent
 * inspections fairly.
 */
public final class BatchInspections {

  private final Inspections inspections;
  private final BatchReader reader;
  private final JsonResponses responses;
  private final long responseBytes;
  private final FairScheduler scheduler;
  private final Duration time;

  /**
   * @param responseBytes limit of all results together in one JSON document
   * @param time the operator's limit for a whole batch
   */
  BatchInspections(
      Inspections inspections,
      BatchReader reader,
      JsonResponses responses,
      long responseBytes,
      FairScheduler scheduler,
      Duration time) {
    this.inspections = inspections;
    this.reader = reader;
    this.responses = responses;
    this.responseBytes = responseBytes;
    this.scheduler = scheduler;
    this.time = time;
  }

  /** Whether the JSON of a request is meant as a batch. */
  public static boolean recognises(JsonNode tree) {
    return BatchReader.recognises(tree);
  }

  /** Starts the time of a batch; ending the context ends all its inspections. */
  public InspectionContext begin() {
    return begin(time);
  }

  /**
   * Starts the time of a batch that may have less than the operator allows.
   *
   * @param atMost limit of its caller
   */
  public InspectionContext begin(Duration atMost) {
    return inspections.beginSeveral(atMost.compareTo(time) < 0 ? atMost : time);
  }

  /**
   * Inspects a batch, for a response of one JSON document.
   *
   * @param whole from {@link #begin}, for this batch alone
   * @return fails with {@link InspectionGate.Full} if too many inspections run
   */
  public Uni<BatchResponse> respond(JsonNode batch, InspectionContext whole) {
    return respond(() -> reader.read(batch), whole);
  }

  /** The same for a body that is not parsed yet. */
  public Uni<BatchResponse> respond(byte[] batch, InspectionContext whole) {
    return respond(() -> reader.read(batch), whole);
  }

  private Uni<BatchResponse> respond(Supplier<List<ReadRequest>> batch, InspectionContext whole) {
    return Uni.createFrom()
        .deferred(
            () -> {
              List<ReadRequest> images;
              try {
                images = batch.get();
              } catch (InvalidInspectParameters invalid) {
                ErrorResponse view = inspections.fail(null, invalid).view();
                return Uni.createFrom()
                    .item(new BatchResponse(view.statusCode(), view, new HeldMemory()));
              }
              BatchMemory memory = new BatchMemory(responses, responseBytes);
              BatchRun run = run(images, memory, whole);
              return run.results()
                  .collect()
                  .asList()
                  .map(
                      results ->
                          new BatchResponse(
                              200, new BatchView(inOrder(results), run.summary()), memory.held()))
                  .onFailure()
                  .invoke(() -> memory.held().letGo())
                  .onCancellation()
                  .invoke(() -> memory.held().letGo());
            });
  }

  /**
   * Inspects a batch, for a response of one line per result and a summary at the end. Each result
   * comes as soon as it is ready, with its index. Results that the client has not taken yet are in
   * memory; if there is no memory left, the next results fail.
   *
   * @param whole from {@link #begin}, for this batch alone
   * @return objects to be written as JSON; fails with {@link InvalidInspectParameters} if the batch
   *     cannot be read, and with {@link InspectionGate.Full} if too many inspections run
   */
  public Multi<BatchLine> lines(byte[] batch, InspectionContext whole) {
    return Multi.createFrom()
        .deferred(
            () -> {
              List<ReadRequest> images;
              try {
                images = reader.read(batch);
              } catch (InvalidInspectParameters invalid) {
                throw (InvalidInspectParameters) inspections.fail(null, invalid).failure();
              }
              BatchMemory memory = new BatchMemory(responses, Long.MAX_VALUE);
              BatchRun run = run(images, memory, whole);
              Multi<BatchLine> results =
                  run.results()
                      .map(
                          one -> new BatchLine(one.result().at(one.index()), written(one, memory)));
              Multi<BatchLine> end =
                  Multi.createFrom()
                      .item(() -> new BatchLine(new BatchView.LastLine(run.summary()), () -> {}));
              return Multi.createBy()
                  .concatenating()
                  .streams(results, end)
                  .onTermination()
                  .invoke(() -> memory.held().letGo());
            });
  }

  private BatchRun run(List<ReadRequest> images, BatchMemory memory, InspectionContext whole) {
    return new BatchRun(images, inspections, responses, memory, scheduler.newQueue(), whole);
  }

  private static Runnable written(BatchRun.IndexedResult one, BatchMemory memory) {
    MemoryReservation charge = one.charge();
    return charge == null ? () -> {} : () -> memory.held().drop(charge);
  }

  private static List<BatchView.Result> inOrder(List<BatchRun.IndexedResult> results) {
    return results.stream()
        .sorted(Comparator.comparingInt(BatchRun.IndexedResult::index))
        .map(BatchRun.IndexedResult::result)
        .toList();
  }
}
