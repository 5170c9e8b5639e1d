package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorResponse;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.function.JsonResponses;
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
 * Inspects several images in one go. A batch takes one place among all inspections, and its images
 * have their turns among those of all batches.
 */
public final class BatchInspections {

  private final Inspections inspections;
  private final BatchReader reader;
  private final JsonResponses answers;
  private final long answerBytes;
  private final FairScheduler turns;
  private final Duration time;

  /**
   * @param answerBytes of all results in a whole answer
   * @param time that the operator allows a whole batch
   */
  BatchInspections(
      Inspections inspections,
      BatchReader reader,
      JsonResponses answers,
      long answerBytes,
      FairScheduler turns,
      Duration time) {
    this.inspections = inspections;
    this.reader = reader;
    this.answers = answers;
    this.answerBytes = answerBytes;
    this.turns = turns;
    this.time = time;
  }

  /** Whether a request is meant as a batch. */
  public static boolean recognises(JsonNode tree) {
    return BatchReader.recognises(tree);
  }

  /** Starts the time of a batch; to end it is to end all its inspections. */
  public InspectionContext begin() {
    return begin(time);
  }

  /**
   * Starts the time of a batch that has to be over sooner than the operator allows.
   *
   * @param atMost the time there is
   */
  public InspectionContext begin(Duration atMost) {
    return inspections.beginSeveral(atMost.compareTo(time) < 0 ? atMost : time);
  }

  /**
   * The answer to a batch.
   *
   * @param whole what {@link #begin} gave for it
   * @return fails with {@link InspectionGate.Full} if too many inspections run
   */
  public Uni<BatchResponse> answer(JsonNode batch, InspectionContext whole) {
    return answer(() -> reader.read(batch), whole);
  }

  /** The same for a body that has still to be parsed. */
  public Uni<BatchResponse> answer(byte[] batch, InspectionContext whole) {
    return answer(() -> reader.read(batch), whole);
  }

  private Uni<BatchResponse> answer(Supplier<List<BatchItem>> batch, InspectionContext whole) {
    return Uni.createFrom()
        .deferred(
            () -> {
              List<BatchItem> images;
              try {
                images = batch.get();
              } catch (InvalidInspectParameters invalid) {
                ErrorResponse view = inspections.refuse(invalid).view();
                return Uni.createFrom()
                    .item(new BatchResponse(view.statusCode(), view, new HeldMemory()));
              }
              BatchMemory room = new BatchMemory(answers, answerBytes);
              BatchRun run = run(images, room, whole);
              return run.results()
                  .collect()
                  .asList()
                  .map(
                      results ->
                          new BatchResponse(
                              200, new BatchView(inOrder(results), run.summary()), room.holdings()))
                  .onFailure()
                  .invoke(() -> room.holdings().letGo())
                  .onCancellation()
                  .invoke(() -> room.holdings().letGo());
            });
  }

  /**
   * The answer to a batch in pieces: each result as soon as it is there, with its place in the
   * batch, and the summary at the end. They come no faster than they are taken; what waits to be
   * taken is in memory, and where there is no more of that, the next results fail.
   *
   * @param whole what {@link #begin} gave for it
   * @return objects to be written as JSON; fails with {@link InvalidInspectParameters} if it is no
   *     batch, and with {@link InspectionGate.Full} if too many inspections run
   */
  public Multi<BatchLine> lines(byte[] batch, InspectionContext whole) {
    return Multi.createFrom()
        .deferred(
            () -> {
              List<BatchItem> images;
              try {
                images = reader.read(batch);
              } catch (InvalidInspectParameters invalid) {
                throw (InvalidInspectParameters) inspections.refuse(invalid).failure();
              }
              BatchMemory room = new BatchMemory(answers, Long.MAX_VALUE);
              BatchRun run = run(images, room, whole);
              Multi<BatchLine> results =
                  run.results()
                      .map(one -> new BatchLine(one.result().at(one.place()), written(one, room)));
              Multi<BatchLine> end =
                  Multi.createFrom()
                      .item(() -> new BatchLine(new BatchView.LastLine(run.summary()), () -> {}));
              return Multi.createBy()
                  .concatenating()
                  .streams(results, end)
                  .onTermination()
                  .invoke(() -> room.holdings().letGo());
            });
  }

  private BatchRun run(List<BatchItem> images, BatchMemory room, InspectionContext whole) {
    return new BatchRun(images, inspections, answers, room, turns.newQueue(), whole);
  }

  private static Runnable written(BatchRun.Placed one, BatchMemory room) {
    MemoryReservation charge = one.charge();
    return charge == null ? () -> {} : () -> room.holdings().drop(charge);
  }

  private static List<BatchView.Result> inOrder(List<BatchRun.Placed> results) {
    return results.stream()
        .sorted(Comparator.comparingInt(BatchRun.Placed::place))
        .map(BatchRun.Placed::result)
        .toList();
  }
}
