package io.imagepeek.function;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.inspect.InspectQuery;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been read: a query, or what is wrong with it. An invalid request is a value
 * too, since it has a response and a log line like any other.
 */
public sealed interface ReadRequest {

  /** The image's name as the caller wrote it; null where an invalid request has none. */
  @Nullable String imageName();

  /** Checks a request. */
  static ReadRequest of(InspectRequest request) {
    try {
      return new Valid(request.imageName(), request.toQuery());
    } catch (InvalidInspectParameters invalid) {
      return new Invalid(request.imageName(), invalid);
    }
  }

  /** A request whose fields have been checked. */
  record Valid(String imageName, InspectQuery query) implements ReadRequest {}

  /**
   * A request that cannot be inspected.
   *
   * @param failure names the field that is unknown, missing or wrong
   */
  record Invalid(@Nullable String imageName, InvalidInspectParameters failure)
      implements ReadRequest {}
}
