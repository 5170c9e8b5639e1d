package io.imagepeek.function.http;

/** A request cannot be taken now, for a reason that passes, here or at another instance. */
abstract class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what the caller is told
   */
  UnavailableException(String reason) {
    super(reason, null, false, false);
  }
}
