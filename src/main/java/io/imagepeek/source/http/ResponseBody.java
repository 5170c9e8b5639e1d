package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The body of one response as it arrives. It is charged to the memory budget before it is read: its
 * declared length at once, or else in steps, the last of which is its limit. Safe for many threads:
 * an attempt may end on another thread than its response arrives on.
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
   * An empty body.
   *
   * @param host the budget shares memory between hosts
   */
  ResponseBody(MemoryBudget budget, String host, InspectionContext context) {
    this.budget = budget;
    this.host = host;
    this.context = context;
  }

  /**
   * Makes room for a whole body.
   *
   * @param size its declared length; 0 where there is none
   * @param limit bytes that are read at most
   */
  Uni<MemoryReservation> expect(long size, int limit) {
    return grow((int) Math.min(size == 0 ? MemoryBudget.FIRST : size, limit));
  }

  /** Makes room for so many further bytes. */
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
    return budget.forBody(host, size, context).invoke(reserved -> use(reserved, size));
  }

  private void use(MemoryReservation reserved, int size) {
    MemoryReservation unused;
    synchronized (this) {
      unused = dropped ? reserved : charge;
      if (!dropped) {
        charge = reserved;
        bytes = Arrays.copyOf(bytes, size);
      }
    }
    if (unused != null) {
      context.holdings().drop(unused);
    }
  }

  /** The number of bytes that have arrived. */
  synchronized int length() {
    return length;
  }

  /** Whether so many further bytes can be added now. */
  synchronized boolean hasRoomFor(int more) {
    return more <= bytes.length - length;
  }

  /** Adds as much as there is room for. */
  synchronized void add(Buffer chunk) {
    int added = Math.min(chunk.length(), bytes.length - length);
    chunk.getBytes(0, added, bytes, length);
    length += added;
  }

  /** All bytes that have arrived. They stay charged until the inspection is over. */
  synchronized byte[] whole() {
    if (charge != null) {
      charge.shrinkTo(MemoryBudget.need(length));
    }
    return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
  }

  /** Gives back the memory, and ignores what still arrives. */
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

  /** The memory that it is charged; null if none. */
  synchronized @Nullable MemoryReservation charge() {
    return charge;
  }
}
