package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A part of the {@link MemoryBudget}. Who holds of it already goes first, since others may wait for
 * what he holds. The others wait in a line for each host, of which each is served in turn; nobody
 * overtakes who is next, so that much is not kept waiting by little. No thread waits.
 */
final class MemoryPool {

  /** The part that a host may have while others wait. */
  private static final int PARTS = 4;

  private final long capacity;
  // All of these are guarded by this.
  private final Map<String, Host> hosts = new HashMap<>();
  private final Deque<Host> lines = new ArrayDeque<>();
  private final Deque<Waiter> begun = new ArrayDeque<>();
  private long taken;

  MemoryPool(long capacity) {
    this.capacity = capacity;
  }

  /** Kept while anything is taken for it or waits for it. */
  private static final class Host {
    private final String name;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private long taken;

    Host(String name) {
      this.name = name;
    }
  }

  private static final class Waiter {
    private final Host host;
    private final long bytes;
    private final Deque<Waiter> line;
    private final HeldMemory holdings;
    private final UniEmitter<? super MemoryReservation> emitter;

    Waiter(
        Host host,
        long bytes,
        Deque<Waiter> line,
        HeldMemory holdings,
        UniEmitter<? super MemoryReservation> emitter) {
      this.host = host;
      this.bytes = bytes;
      this.line = line;
      this.holdings = holdings;
      this.emitter = emitter;
    }
  }

  long capacity() {
    return capacity;
  }

  synchronized long taken() {
    return taken;
  }

  /** Takes so many bytes, or all that there are; null where one would have to wait. */
  synchronized @Nullable MemoryReservation takeNow(String host, long bytes, HeldMemory holdings) {
    long wanted = Math.min(bytes, capacity);
    if (!lines.isEmpty() || !begun.isEmpty() || !fits(wanted)) {
      return null;
    }
    return charge(host(host), wanted, holdings);
  }

  /** The same, once there is room; it is among the holdings even if nobody waits any more. */
  Uni<MemoryReservation> take(String host, long bytes, HeldMemory holdings) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiter waiter = enter(host, Math.min(bytes, capacity), holdings, emitter);
              emitter.onTermination(() -> leave(waiter));
              serve();
            });
  }

  private synchronized Waiter enter(
      String name, long bytes, HeldMemory holdings, UniEmitter<? super MemoryReservation> emitter) {
    Host host = host(name);
    boolean hasSome = holdings.bytesOf(this) > 0;
    Waiter waiter = new Waiter(host, bytes, hasSome ? begun : host.waiting, holdings, emitter);
    waiter.line.add(waiter);
    if (!hasSome && host.waiting.size() == 1) {
      lines.add(host);
    }
    return waiter;
  }

  private void leave(Waiter waiter) {
    synchronized (this) {
      if (!waiter.line.remove(waiter)) {
        return;
      }
      if (waiter.host.waiting.isEmpty()) {
        lines.remove(waiter.host);
      }
      forget(waiter.host);
    }
    serve();
  }

  void giveBack(String name, long bytes) {
    if (bytes == 0) {
      return;
    }
    synchronized (this) {
      Host host = host(name);
      host.taken -= bytes;
      taken -= bytes;
      forget(host);
    }
    serve();
  }

  /** Takes what is there in any case. */
  synchronized void force(String name, long bytes) {
    host(name).taken += bytes;
    taken += bytes;
  }

  /** Those whose turn has come go on elsewhere: not on the thread of who has made room for them. */
  private void serve() {
    for (Runnable granted : granted()) {
      Infrastructure.getDefaultExecutor().execute(granted);
    }
  }

  private synchronized List<Runnable> granted() {
    List<Runnable> granted = new ArrayList<>();
    for (Waiter next = next(); next != null; next = next()) {
      Waiter waiter = next;
      waiter.line.remove(waiter);
      MemoryReservation charge = charge(waiter.host, waiter.bytes, waiter.holdings);
      granted.add(() -> waiter.emitter.complete(charge));
    }
    return granted;
  }

  private @Nullable Waiter next() {
    if (!begun.isEmpty()) {
      return fits(begun.element().bytes) ? begun.element() : null;
    }
    for (Iterator<Host> inTurn = lines.iterator(); inTurn.hasNext(); ) {
      Host host = inTurn.next();
      Waiter first = host.waiting.element();
      boolean hasItsPart = host.taken > 0 && host.taken + first.bytes > capacity / PARTS;
      if (!hasItsPart || lines.size() == 1) {
        return turn(host);
      }
    }
    // All of them have their part: what is left is for whoever is next.
    return lines.isEmpty() ? null : turn(lines.element());
  }

  private @Nullable Waiter turn(Host host) {
    Waiter first = host.waiting.element();
    if (!fits(first.bytes)) {
      return null;
    }
    lines.remove(host);
    if (host.waiting.size() > 1) {
      lines.add(host);
    }
    return first;
  }

  private boolean fits(long bytes) {
    return taken + bytes <= capacity;
  }

  private MemoryReservation charge(Host host, long bytes, HeldMemory holdings) {
    host(host.name).taken += bytes;
    taken += bytes;
    MemoryReservation charge = new MemoryReservation(this, host.name, bytes);
    holdings.add(charge);
    return charge;
  }

  private Host host(String name) {
    return hosts.computeIfAbsent(name, Host::new);
  }

  private void forget(Host host) {
    if (host.taken == 0 && host.waiting.isEmpty()) {
      hosts.remove(host.name);
    }
  }
}
