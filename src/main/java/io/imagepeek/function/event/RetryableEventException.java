package io.imagepeek.function.event;

import io.imagepeek.function.ErrorResponse;

/**
 * An event could not be dealt with now, though it may be later: it is to be answered so that its
 * sender delivers it again.
 */
public final class RetryableEventException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorResponse view;

  /**
   * @param view what its sender is told
   */
  public RetryableEventException(ErrorResponse view) {
    super(view.error(), null, false, false);
    this.view = view;
  }

  /** What its sender is told. */
  public ErrorResponse view() {
    return view;
  }
}
