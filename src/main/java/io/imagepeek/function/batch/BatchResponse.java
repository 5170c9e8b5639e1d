package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.source.HeldMemory;

/**
 * The answer to a batch, whole.
 *
 * @param statusCode 200 where it could be read, whatever came of its images
 * @param view to be written as JSON
 * @param holdings what it takes of the memory, to be let go when it has been written
 */
public record BatchResponse(int statusCode, Object view, HeldMemory holdings) {

  /** For who does not say when it has been written: it holds nothing any more from here on. */
  public JsonNode tree(ObjectMapper json) {
    try {
      return json.valueToTree(view);
    } finally {
      holdings.letGo();
    }
  }
}
