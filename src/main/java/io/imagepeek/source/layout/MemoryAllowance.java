package io.imagepeek.source.layout;

/**
 * The bytes that one step of blocking work may use. A step that needs more ends, and starts again
 * once there is more: no thread waits for memory. For one thread.
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

    /** The bytes that must be free. */
    int needed() {
      return needed;
    }
  }

  /**
   * Checks that this many more bytes can be taken.
   *
   * @throws ExceededException if they cannot
   */
  void require(long more) {
    if (more > bytes - used) {
      throw new ExceededException((int) Math.min(Integer.MAX_VALUE, used + more));
    }
  }

  /**
   * Takes this many bytes.
   *
   * @throws ExceededException if they are not free
   */
  void take(long more) {
    require(more);
    used += (int) more;
  }

  /** The bytes taken so far. */
  int used() {
    return used;
  }
}
