package io.imagepeek.soak.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;

/** What is still to be written to a connection, at once or at so many bytes a second. */
final class Outgoing {

  private final List<ByteBuffer> parts;
  private final int bytesPerSecond;
  private final boolean endless;
  private final long start = System.nanoTime();
  private int next;
  private ByteBuffer part;
  private long written;

  /**
   * Of parts that are shared with others, and not touched.
   *
   * @param bytesPerSecond 0: as fast as it goes
   * @param endless the last part is repeated for ever
   */
  Outgoing(List<ByteBuffer> parts, int bytesPerSecond, boolean endless) {
    this.parts = parts;
    this.bytesPerSecond = bytesPerSecond;
    this.endless = endless;
    this.part = parts.get(0).duplicate();
  }

  /** What came of writing. */
  enum State {
    DONE,
    /** The other end takes nothing at the moment. */
    BLOCKED,
    /** There is nothing to be written before some milliseconds have passed. */
    PACED
  }

  State write(SocketChannel channel) throws IOException {
    // A fast reader of something endless must not keep all others from their turns.
    for (int turns = 0; turns < 64; turns++) {
      if (!part.hasRemaining()) {
        if (next + 1 < parts.size()) {
          next++;
        } else if (!endless) {
          return State.DONE;
        }
        part = parts.get(next).duplicate();
      }
      int allowed = allowed();
      if (allowed == 0) {
        return State.PACED;
      }
      int limit = part.limit();
      part.limit(Math.min(limit, part.position() + allowed));
      int count = channel.write(part);
      part.limit(limit);
      written += count;
      if (count == 0) {
        return State.BLOCKED;
      }
    }
    return part.hasRemaining() || endless || next + 1 < parts.size() ? State.BLOCKED : State.DONE;
  }

  private int allowed() {
    if (bytesPerSecond == 0) {
      return Integer.MAX_VALUE - part.position();
    }
    long due = (System.nanoTime() - start) * bytesPerSecond / 1_000_000_000 - written;
    return (int) Math.max(0, Math.min(due, 1 << 20));
  }
}
