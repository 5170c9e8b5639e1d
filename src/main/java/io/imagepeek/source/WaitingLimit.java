package io.imagepeek.source;

/**
 * The maximum number of inspections that only wait. They need no processor time and little memory.
 */
public final class WaitingLimit {

  /** The memory of a waiting inspection: its request, a connection, the data read so far. */
  private static final int BYTES = 32 * 1024;

  private static final int HEAP_FRACTION = 4;

  private WaitingLimit() {}

  /** As many as fit into a quarter of the heap, at most 100,000. */
  public static int ofHeap() {
    return (int) Math.min(100_000, Runtime.getRuntime().maxMemory() / HEAP_FRACTION / BYTES);
  }
}
