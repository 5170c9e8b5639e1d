package io.imagepeek.function.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.function.ErrorResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a batch.
 *
 * @param results in the order of the images
 */
@JsonPropertyOrder({"results", "summary"})
public record BatchView(List<Result> results, Summary summary) {

  /** What came of one image. */
  public sealed interface Result {

    /** The same, with its place in the batch, for an answer in no order. */
    Result at(int place);
  }

  /**
   * An image that was inspected.
   *
   * @param index its place in the batch, from 0; absent where the order tells it
   * @param image the name as the caller wrote it
   * @param inspection the view that was asked for
   * @param servedBy the reference that it was found by; absent where no others were named to fall
   *     back to
   */
  @JsonPropertyOrder({"index", "image", "inspection", "servedBy"})
  public record Inspected(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer index,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String image,
      Object inspection,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String servedBy)
      implements Result {
    @Override
    public Result at(int place) {
      return new Inspected(place, image, inspection, servedBy);
    }
  }

  /**
   * An image that there is no inspection of.
   *
   * @param index its place in the batch, from 0; absent where the order tells it
   * @param image the name as the caller wrote it; null where none could be told
   */
  @JsonPropertyOrder({"index", "image", "failure"})
  public record Failed(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer index,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String image,
      ErrorResponse failure)
      implements Result {
    @Override
    public Result at(int place) {
      return new Failed(place, image, failure);
    }
  }

  /**
   * What came of all of them.
   *
   * @param images of the batch, equal ones counted each
   */
  @JsonPropertyOrder({"images", "inspected", "failed"})
  public record Summary(int images, int inspected, int failed) {}

  /** The last line of an answer in lines. */
  @JsonPropertyOrder("summary")
  public record LastLine(Summary summary) {}
}
