package io.imagepeek.function.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.source.HeldMemory;

/**
 * The response to a batch as one JSON document.
 *
 * @param statusCode 200 if the batch could be read, even if all its images failed
 * @param view to be written as JSON
 * @param held the memory that it holds, to be released once it is written
 */
public record BatchResponse(int statusCode, Object view, HeldMemory held) {

  /** The view as a tree, for callers that do not know when it is written: releases the memory. */
  public JsonNode tree(ObjectMapper json) {
    try {
      return json.valueToTree(view);
    } finally {
      held.letGo();
    }
  }
}
