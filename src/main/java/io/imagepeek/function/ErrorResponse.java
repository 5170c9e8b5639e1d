package io.imagepeek.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import org.jspecify.annotations.Nullable;

/** The JSON of an error: one of the six documented errors, or an HTTP error. */
public sealed interface ErrorResponse {

  /** The status of the HTTP response. */
  int statusCode();

  /** The cause, in one line. */
  String error();

  /** The documented error for a failure of an inspection. */
  static ErrorResponse of(InspectFailure failure, @Nullable String imageName) {
    return failure instanceof GenericFailure
        ? new OfServer(
            failure.documentedName(),
            failure.documentedMessage(),
            failure.type(),
            failure.statusCode(),
            failure.error())
        : new OfImage(
            failure.documentedName(),
            failure.documentedMessage(),
            failure.type(),
            failure.statusCode(),
            imageName,
            failure.error());
  }

  /** An internal error outside an inspection. */
  static ErrorResponse ofDefect(@Nullable Throwable cause) {
    return of(new GenericFailure("Inspect operation failed", cause), null);
  }

  /** An HTTP error, which is not one of the six documented errors. */
  static ErrorResponse ofHttp(int statusCode, String message, String error) {
    return new OfServer("HttpError", message, "HTTP_ERROR", statusCode, error);
  }

  /**
   * An error about an image.
   *
   * @param imageName the name as the caller wrote it; null where the request has none
   */
  @JsonPropertyOrder({"name", "message", "type", "statusCode", "imageName", "error"})
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record OfImage(
      String name,
      String message,
      String type,
      int statusCode,
      @Nullable String imageName,
      String error)
      implements ErrorResponse {}

  /** An error that concerns no image. */
  @JsonPropertyOrder({"name", "message", "type", "statusCode", "error"})
  record OfServer(String name, String message, String type, int statusCode, String error)
      implements ErrorResponse {}
}
