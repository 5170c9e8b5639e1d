package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer as it arrives. It takes of the memory budget before it is read: all that
 * the peer says it will be, or ever more where nothing is said, the last time as much as it may be.
 * Safe for many threads: an attempt may end on another one than its answer arrives on.
 */
final class ResponseBody {

  private static final byte[] NOTHING = {};

  private final MemoryBudget budget;
  private final String host;
  private final InspectionContext context;
  // All of these are guarded by this.
  private byte[] bytes = NOTHING;
  private int length;
  private boolean dropped;
  private @Nullable MemoryReservation charge;

  /**
   * Nothing has arrived yet.
   *
   * @param host whom it comes from
   */
  ResponseBody(MemoryBudget budget, String host, InspectionContext context) {
    this.budget = budget;
    this.host = host;
    this.context = context;
  }

  /**
   * Makes room for a whole body.
   *
   * @param size what the peer says of it; 0 where it says nothing
   * @param limit of what is read
   */
  Uni<MemoryReservation> expect(long size, int limit) {
    return grow((int) Math.min(size == 0 ? MemoryBudget.FIRST : size, limit));
  }

  /** Makes room for so many bytes more than there are. */
  Uni<MemoryReservation> expectMore(int more, int limit) {
    int needed = length() + more;
    int size =
        needed <= MemoryBudget.FIRST
            ? MemoryBudget.FIRST
            : needed <= MemoryBudget.SMALL
                ? MemoryBudget.SMALL
                : Math.max(needed, budget.most(limit, context.holdings()));
    return grow(Math.min(size, limit));
  }

  private Uni<MemoryReservation> grow(int size) {
    return budget.forBody(host, size, context).invoke(taken -> use(taken, size));
  }

  private void use(MemoryReservation taken, int size) {
    MemoryReservation unused;
    synchronized (this) {
      unused = dropped ? taken : charge;
      if (!dropped) {
        charge = taken;
        bytes = Arrays.copyOf(bytes, size);
      }
    }
    if (unused != null) {
      context.holdings().drop(unused);
    }
  }

  /** The bytes that there are. */
  synchronized int length() {
    return length;
  }

  /** Whether so many bytes more can be added now. */
  synchronized boolean hasRoomFor(int more) {
    return more <= bytes.length - length;
  }

  /** Adds as much as there is room for. */
  synchronized void add(Buffer chunk) {
    int added = Math.min(chunk.length(), bytes.length - length);
    chunk.getBytes(0, added, bytes, length);
    length += added;
  }

  /** The body, which is held until its inspection is over. */
  synchronized byte[] whole() {
    if (charge != null) {
      charge.shrinkTo(MemoryBudget.need(length));
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** What has come is not wanted, nor what comes. */
  void drop() {
    MemoryReservation unused;
    synchronized (this) {
      dropped = true;
      bytes = NOTHING;
      length = 0;
      unused = charge;
    }
    if (unused != null) {
      context.holdings().drop(unused);
    }
  }

  /** What it holds; null if nothing. */
  synchronized @Nullable MemoryReservation charge() {
    return charge;
  }
}
