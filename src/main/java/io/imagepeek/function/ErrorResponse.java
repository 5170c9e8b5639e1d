package io.imagepeek.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.GenericFailure;
import org.jspecify.annotations.Nullable;

/** An error as callers see it: one of the six documented ones, or one of HTTP's own. */
public sealed interface ErrorResponse {

  /** The status of the answer. */
  int statusCode();

  /** What went wrong, in one line. */
  String error();

  /** The documented error that a failure is, for the image named by the caller. */
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

  /** A defect of ours that showed outside an inspection. */
  static ErrorResponse ofDefect(@Nullable Throwable defect) {
    return of(new GenericFailure("Inspect operation failed", defect), null);
  }

  /** An error of the HTTP face itself: not one of the six. */
  static ErrorResponse ofHttp(int statusCode, String message, String error) {
    return new OfServer("HttpError", message, "HTTP_ERROR", statusCode, error);
  }

  /**
   * An error about an image.
   *
   * @param imageName the name as the caller wrote it; null where none could be read
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

  /** An error that is about no image. */
  @JsonPropertyOrder({"name", "message", "type", "statusCode", "error"})
  record OfServer(String name, String message, String type, int statusCode, String error)
      implements ErrorResponse {}
}
