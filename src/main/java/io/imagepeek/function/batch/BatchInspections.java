package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.ErrorView;
import io.imagepeek.function.InspectionGate;
import io.imagepeek.function.Inspections;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.Turns;
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
  private final Turns turns;
  private final Duration time;

  /**
   * @param time that the operator allows a whole batch
   */
  BatchInspections(Inspections inspections, BatchReader reader, Turns turns, Duration time) {
    this.inspections = inspections;
    this.reader = reader;
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
  public Uni<BatchAnswer> answer(JsonNode batch, InspectionContext whole) {
    return answer(() -> reader.read(batch), whole);
  }

  /** The same for a body that has still to be parsed. */
  public Uni<BatchAnswer> answer(byte[] batch, InspectionContext whole) {
    return answer(() -> reader.read(batch), whole);
  }

  private Uni<BatchAnswer> answer(Supplier<List<BatchItem>> batch, InspectionContext whole) {
    return Uni.createFrom()
        .deferred(
            () -> {
              List<BatchItem> images;
              try {
                images = batch.get();
              } catch (InvalidInspectParameters invalid) {
                ErrorView view = inspections.refuse(invalid).view();
                return Uni.createFrom().item(new BatchAnswer(view.statusCode(), view));
              }
              BatchRun run = run(images, whole);
              return run.results()
                  .collect()
                  .asList()
                  .map(
                      results ->
                          new BatchAnswer(200, new BatchView(inOrder(results), run.summary())));
            });
  }

  /**
   * The answer to a batch in pieces: each result as soon as it is there, with its place in the
   * batch, and the summary at the end. They come no faster than they are taken; the inspections do
   * not wait for that.
   *
   * @param whole what {@link #begin} gave for it
   * @return objects to be written as JSON; fails with {@link InvalidInspectParameters} if it is no
   *     batch, and with {@link InspectionGate.Full} if too many inspections run
   */
  public Multi<Object> lines(byte[] batch, InspectionContext whole) {
    return Multi.createFrom()
        .deferred(
            () -> {
              List<BatchItem> images;
              try {
                images = reader.read(batch);
              } catch (InvalidInspectParameters invalid) {
                throw (InvalidInspectParameters) inspections.refuse(invalid).failure();
              }
              BatchRun run = run(images, whole);
              Multi<Object> results = run.results().map(one -> one.result().at(one.place()));
              Multi<Object> end =
                  Multi.createFrom().item(() -> new BatchView.LastLine(run.summary()));
              return Multi.createBy().concatenating().streams(results, end);
            });
  }

  private BatchRun run(List<BatchItem> images, InspectionContext whole) {
    return new BatchRun(images, inspections, turns.line(), whole);
  }

  private static List<BatchView.Result> inOrder(List<BatchRun.Placed> results) {
    return results.stream()
        .sorted(Comparator.comparingInt(BatchRun.Placed::place))
        .map(BatchRun.Placed::result)
        .toList();
  }
}
