package io.imagepeek.function.lambda;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * The result of an SQS batch, as Lambda takes it.
 *
 * @param batchItemFailures the messages to be delivered again
 */
@JsonPropertyOrder("batchItemFailures")
public record BatchResult(List<ItemFailure> batchItemFailures) {

  /**
   * A message to be delivered again.
   *
   * @param itemIdentifier its id
   */
  @JsonPropertyOrder("itemIdentifier")
  public record ItemFailure(String itemIdentifier) {}
}
