package io.imagepeek.function;

import io.netty.handler.codec.http.HttpResponseStatus;

/** What the errors of HTTP's own say. */
public final class HttpErrorResponses {

  private HttpErrorResponses() {}

  /** The body for a status. */
  public static ErrorResponse of(int status) {
    return of(status, explanation(status));
  }

  /** The body for a status whose cause is known. */
  public static ErrorResponse of(int status, String error) {
    return ErrorResponse.ofHttp(status, phrase(status) + ".", error);
  }

  private static String phrase(int status) {
    return HttpResponseStatus.valueOf(status).reasonPhrase();
  }

  /** When a caller who was turned away may come back, in whole seconds, at least one. */
  public static String retryAfter(ServingSettings settings) {
    return Long.toString(Math.max(1, settings.retryAfter().toSeconds()));
  }

  private static String explanation(int status) {
    return switch (status) {
      case 400 -> "the request is malformed";
      case 401 -> "the request has none of the configured secrets";
      case 403 -> "requests from web pages of another origin are not allowed";
      case 404 -> "there is nothing at this path; inspections are at " + ApiPath.inspecting();
      case 405 -> "this path takes other methods; " + ApiPath.methodsOfEach();
      case 406 ->
          "the response is application/json, or application/x-ndjson at "
              + ApiPath.INSPECTIONS.path();
      case 408 -> "the body did not arrive in time";
      case 413 -> "the body is larger than a request may be";
      case 415 -> "the body must be application/json, and Content-Type must name it";
      case 421 -> "this host is not served here";
      case 503 -> "too many inspections at once; try again later";
      default -> phrase(status);
    };
  }
}
