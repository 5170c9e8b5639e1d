package io.imagepeek.function.http;

import java.util.concurrent.atomic.AtomicLong;

/** Limits the bytes that the bodies of all running requests take together. Thread-safe. */
final class BodyBudget {

  private final AtomicLong left;

  BodyBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes bytes; false, and takes none, if fewer are left. */
  boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  /** Gives back what was taken. */
  void giveBack(long bytes) {
    left.addAndGet(bytes);
  }

  /** The budget has no room for the next bytes of a body. */
  static final class Full extends UnavailableException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many bytes of requests are under way");
    }
  }
}
