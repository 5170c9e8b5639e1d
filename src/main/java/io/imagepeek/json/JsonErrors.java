package io.imagepeek.json;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;

/** Makes the exceptions for what is wrong with a {@link JsonField}. None of them shows a value. */
@FunctionalInterface
public interface JsonErrors {

  /** For requests: {@link InvalidInspectParameters} with the path, or {@code request} for all. */
  JsonErrors INVALID_REQUEST =
      (path, problem) ->
          new InvalidInspectParameters((path.isEmpty() ? "request" : path) + ": " + problem);

  /**
   * The exception for a problem of any kind.
   *
   * @param path the field's path; empty for the document itself
   * @param problem the rest of a sentence that begins with the field, such as {@code is missing}
   */
  RuntimeException of(String path, String problem);

  /**
   * The exception for a value of another type.
   *
   * @param path the field's path; empty for the document itself
   * @param expected the type with its article, such as {@code a string}
   */
  default RuntimeException wrongType(String path, String expected) {
    return of(path, "must be " + expected);
  }
}
