package io.imagepeek.source;

/** What somebody has of the {@link MemoryBudget}, until it is given back. Safe for many threads. */
public final class MemoryReservation {

  private final MemoryPool pool;
  private final String host;
  // Guarded by this, as is the one below.
  private long bytes;
  private boolean held;

  /** Of bytes that have been taken already. */
  MemoryReservation(MemoryPool pool, String host, long bytes) {
    this.pool = pool;
    this.host = host;
    this.bytes = bytes;
    this.held = true;
  }

  /** What is left of it, if it was taken of this part of the budget. */
  synchronized long bytesOf(MemoryPool other) {
    return pool == other ? bytes() : 0;
  }

  synchronized long bytes() {
    return held ? bytes : 0;
  }

  /** Gives all of it back; more often it has no effect. */
  public void giveBack() {
    long given;
    synchronized (this) {
      given = held ? bytes : 0;
      held = false;
    }
    pool.giveBack(host, given);
  }

  /** Gives back all that is beyond so many bytes. */
  public void shrinkTo(long needed) {
    long given;
    synchronized (this) {
      given = held ? Math.max(0, bytes - needed) : 0;
      bytes = Math.min(bytes, needed);
    }
    pool.giveBack(host, given);
  }

  /** Takes it again though there may be no room: what it stands for is there in any case. */
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
