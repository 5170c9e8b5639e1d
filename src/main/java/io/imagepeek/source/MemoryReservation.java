package io.imagepeek.source;

/** Reserved bytes of the {@link MemoryBudget}, until they are released. Thread-safe. */
public final class MemoryReservation {

  private final MemoryPool pool;
  private final String host;
  // Both fields below are guarded by this.
  private long bytes;
  private boolean held;

  /** For bytes that the pool has reserved already. */
  MemoryReservation(MemoryPool pool, String host, long bytes) {
    this.pool = pool;
    this.host = host;
    this.bytes = bytes;
    this.held = true;
  }

  /** The bytes still reserved in this pool; 0 for another pool. */
  synchronized long bytesOf(MemoryPool other) {
    return pool == other ? bytes() : 0;
  }

  synchronized long bytes() {
    return held ? bytes : 0;
  }

  /** Releases all bytes. Further calls have no effect. */
  public void giveBack() {
    long given;
    synchronized (this) {
      given = held ? bytes : 0;
      held = false;
    }
    pool.giveBack(host, given);
  }

  /** Releases all but this many bytes. */
  public void shrinkTo(long needed) {
    long given;
    synchronized (this) {
      given = held ? Math.max(0, bytes - needed) : 0;
      bytes = Math.min(bytes, needed);
    }
    pool.giveBack(host, given);
  }

  /** Reserves the bytes again, even beyond the limit, because the data still exists. */
  void takeAgain() {
    synchronized (this) {
      if (held) {
        return;
      }
      held = true;
    }
    pool.force(host, bytes);
  }
}
