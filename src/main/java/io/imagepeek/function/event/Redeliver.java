package io.imagepeek.function.event;

import io.imagepeek.function.ErrorView;

/**
 * An event could not be dealt with now, though it may be later: it is to be answered so that its
 * sender delivers it again.
 */
public final class Redeliver extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient ErrorView view;

  /**
   * @param view what its sender is told
   */
  public Redeliver(ErrorView view) {
    super(view.error(), null, false, false);
    this.view = view;
  }

  /** What its sender is told. */
  public ErrorView view() {
    return view;
  }
}
