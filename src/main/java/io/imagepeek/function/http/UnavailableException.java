package io.imagepeek.function.http;

/**
 * A request is refused for a transient reason: it may be sent again, here or to another instance.
 */
abstract class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason for the error of the response
   */
  UnavailableException(String reason) {
    super(reason, null, false, false);
  }
}
