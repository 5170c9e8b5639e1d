package io.imagepeek.function.http;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes that the bodies of all requests under way may take together. Safe for many threads. */
final class BodyBudget {

  private final AtomicLong left;

  BodyBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  /** Takes so many bytes; false where there are not so many left, and none are taken. */
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

  /** There is no room for what has arrived. */
  static final class Full extends UnavailableException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many bytes of requests are under way");
    }
  }
}
