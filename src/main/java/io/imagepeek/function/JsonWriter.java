package io.imagepeek.function;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes views and errors as JSON; they are all writable. */
public record JsonWriter(ObjectMapper mapper) {

  /** As UTF-8. */
  public byte[] bytes(Object view) {
    try {
      return mapper.writeValueAsBytes(view);
    } catch (JsonProcessingException impossible) {
      throw unwritable(view, impossible);
    }
  }

  /** As text. */
  public String text(Object view) {
    try {
      return mapper.writeValueAsString(view);
    } catch (JsonProcessingException impossible) {
      throw unwritable(view, impossible);
    }
  }

  private static IllegalStateException unwritable(Object view, JsonProcessingException cause) {
    return new IllegalStateException(view.getClass().getSimpleName() + " is always JSON", cause);
  }
}
