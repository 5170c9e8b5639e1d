package io.imagepeek.function.http;

/** A request cannot be taken now, for a reason that passes, here or at another instance. */
abstract class Unavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param reason what the caller is told
   */
  Unavailable(String reason) {
    super(reason, null, false, false);
  }
}
