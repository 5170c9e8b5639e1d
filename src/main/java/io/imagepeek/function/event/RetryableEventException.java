package io.imagepeek.function.event;

import io.imagepeek.function.ErrorResponse;

/**
 * An event failed for a transient reason. The response must be an error, so that its sender
 * delivers the event again.
 */
public final class RetryableEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse view;

  /**
   * @param view the error for the response
   */
  public RetryableEventException(ErrorResponse view) {
    super(view.error(), null, false, false);
    this.view = view;
  }

  /** The error for the response. */
  public ErrorResponse view() {
    return view;
  }
}
