package io.imagepeek.source;

/**
 * A permit to run, from a limited number. A task that only waits can release its permit and
 * reacquire it later.
 */
public interface Permit {

  /** A permit without a limit. */
  static Permit none() {
    return new Permit() {
      @Override
      public void release() {}

      @Override
      public void reacquire() {}
    };
  }

  /** Releases the permit until {@link #reacquire}. */
  void release();

  /** Takes the permit again, even beyond the limit: a started task is never stopped. */
  void reacquire();
}
