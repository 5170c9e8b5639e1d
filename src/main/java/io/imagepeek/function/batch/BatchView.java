package io.imagepeek.function.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.function.ErrorResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The results of a batch.
 *
 * @param results in the order of the images
 */
@JsonPropertyOrder({"results", "summary"})
public record BatchView(List<Result> results, Summary summary) {

  /** The result of one image. */
  public sealed interface Result {

    /** The same with its index in the batch, for results that come in any order. */
    Result at(int index);
  }

  /**
   * An image that was inspected.
   *
   * @param index its position in the batch, from 0; absent where the results are in order
   * @param image the name as the caller wrote it
   * @param inspection the requested view
   * @param servedBy the reference under which it was found; absent if the request has no fallbacks
   */
  @JsonPropertyOrder({"index", "image", "inspection", "servedBy"})
  public record Inspected(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer index,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String image,
      Object inspection,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String servedBy)
      implements Result {
    @Override
    public Result at(int index) {
      return new Inspected(index, image, inspection, servedBy);
    }
  }

  /**
   * An image whose inspection failed.
   *
   * @param index its position in the batch, from 0; absent where the results are in order
   * @param image the name as the caller wrote it; null where its request has none
   */
  @JsonPropertyOrder({"index", "image", "failure"})
  public record Failed(
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer index,
      @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String image,
      ErrorResponse failure)
      implements Result {
    @Override
    public Result at(int index) {
      return new Failed(index, image, failure);
    }
  }

  /**
   * The counts.
   *
   * @param images in the batch, with duplicates
   */
  @JsonPropertyOrder({"images", "inspected", "failed"})
  public record Summary(int images, int inspected, int failed) {}

  /** The last line of a response of newline-delimited JSON. */
  @JsonPropertyOrder("summary")
  public record LastLine(Summary summary) {}
}
