package io.imagepeek.source.layout;

/**
 * The bytes for which one step of blocking work has room. A step that finds out that it needs more
 * ends there, and is begun again once there is more: no thread waits for memory. For one thread.
 */
final class MemoryAllowance {

  private final int bytes;
  private int used;

  MemoryAllowance(int bytes) {
    this.bytes = bytes;
  }

  /** The step needs more. */
  static final class ExceededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int needed;

    private ExceededException(int needed) {
      super("there is room for less than " + needed + " bytes", null, false, false);
      this.needed = needed;
    }

    /** The bytes for which there must be room. */
    int needed() {
      return needed;
    }
  }

  /**
   * Makes sure that so many bytes more can be taken.
   *
   * @throws ExceededException if they cannot
   */
  void require(long more) {
    if (more > bytes - used) {
      throw new ExceededException((int) Math.min(Integer.MAX_VALUE, used + more));
    }
  }

  /**
   * Takes so many bytes.
   *
   * @throws ExceededException if there is no room for them
   */
  void take(long more) {
    require(more);
    used += (int) more;
  }

  /** The bytes that were taken. */
  int used() {
    return used;
  }
}
