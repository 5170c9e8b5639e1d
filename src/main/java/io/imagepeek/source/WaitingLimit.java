package io.imagepeek.source;

/**
 * How many inspections may be under way that only wait for others. They cost no work, and little
 * memory, but some.
 */
public final class WaitingLimit {

  /** What one of them takes: its request, a connection, what has been read so far. */
  private static final int BYTES = 32 * 1024;

  private static final int PART_OF_HEAP = 4;

  private WaitingLimit() {}

  /** As many as a part of the heap has room for. */
  public static int ofHeap() {
    return (int) Math.min(100_000, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / BYTES);
  }
}
