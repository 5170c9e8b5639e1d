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
 * A part of the {@link MemoryBudget}. Inspections that hold memory of it go first, because others
 * may wait for theirs. The others wait in one queue for each host; the queues are served in turn.
 * No request overtakes the next one, so that small requests do not starve a large one. No thread
 * blocks.
 */
final class MemoryPool {

  /** A host may have one part of so many while others wait. */
  private static final int PARTS = 4;

  private final long capacity;
  // All fields below are guarded by this.
  private final Map<String, Host> hosts = new HashMap<>();
  private final Deque<Host> queues = new ArrayDeque<>();
  private final Deque<Waiter> holders = new ArrayDeque<>();
  private long taken;

  MemoryPool(long capacity) {
    this.capacity = capacity;
  }

  /** The state of a host while it holds memory or waits for some. */
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
    private final Deque<Waiter> queue;
    private final HeldMemory holdings;
    private final UniEmitter<? super MemoryReservation> emitter;

    Waiter(
        Host host,
        long bytes,
        Deque<Waiter> queue,
        HeldMemory holdings,
        UniEmitter<? super MemoryReservation> emitter) {
      this.host = host;
      this.bytes = bytes;
      this.queue = queue;
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

  /** Reserves the bytes, at most the whole pool; null if the caller has to wait. */
  synchronized @Nullable MemoryReservation takeNow(String host, long bytes, HeldMemory holdings) {
    long wanted = Math.min(bytes, capacity);
    if (!queues.isEmpty() || !holders.isEmpty() || !fits(wanted)) {
      return null;
    }
    return reserve(host(host), wanted, holdings);
  }

  /**
   * The same, once there is room. The reservation belongs to the holdings even if the subscriber
   * has cancelled.
   */
  Uni<MemoryReservation> take(String host, long bytes, HeldMemory holdings) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Waiter waiter = enqueue(host, Math.min(bytes, capacity), holdings, emitter);
              emitter.onTermination(() -> dequeue(waiter));
              serve();
            });
  }

  private synchronized Waiter enqueue(
      String name, long bytes, HeldMemory holdings, UniEmitter<? super MemoryReservation> emitter) {
    Host host = host(name);
    boolean hasSome = holdings.bytesOf(this) > 0;
    Waiter waiter = new Waiter(host, bytes, hasSome ? holders : host.waiting, holdings, emitter);
    waiter.queue.add(waiter);
    if (!hasSome && host.waiting.size() == 1) {
      queues.add(host);
    }
    return waiter;
  }

  private void dequeue(Waiter waiter) {
    synchronized (this) {
      if (!waiter.queue.remove(waiter)) {
        return;
      }
      if (waiter.host.waiting.isEmpty()) {
        queues.remove(waiter.host);
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

  /** Reserves memory beyond the limit, for data that exists already. */
  synchronized void force(String name, long bytes) {
    host(name).taken += bytes;
    taken += bytes;
  }

  /** Served waiters continue on another thread, not on the one that released the memory. */
  private void serve() {
    for (Runnable granted : granted()) {
      Infrastructure.getDefaultExecutor().execute(granted);
    }
  }

  private synchronized List<Runnable> granted() {
    List<Runnable> granted = new ArrayList<>();
    for (Waiter next = next(); next != null; next = next()) {
      Waiter waiter = next;
      waiter.queue.remove(waiter);
      MemoryReservation reservation = reserve(waiter.host, waiter.bytes, waiter.holdings);
      granted.add(() -> waiter.emitter.complete(reservation));
    }
    return granted;
  }

  private @Nullable Waiter next() {
    if (!holders.isEmpty()) {
      return fits(holders.element().bytes) ? holders.element() : null;
    }
    for (Iterator<Host> inTurn = queues.iterator(); inTurn.hasNext(); ) {
      Host host = inTurn.next();
      Waiter first = host.waiting.element();
      boolean hasItsPart = host.taken > 0 && host.taken + first.bytes > capacity / PARTS;
      if (!hasItsPart || queues.size() == 1) {
        return serveHost(host);
      }
    }
    // Every host has its part: the rest goes to the next one.
    return queues.isEmpty() ? null : serveHost(queues.element());
  }

  private @Nullable Waiter serveHost(Host host) {
    Waiter first = host.waiting.element();
    if (!fits(first.bytes)) {
      return null;
    }
    queues.remove(host);
    if (host.waiting.size() > 1) {
      queues.add(host);
    }
    return first;
  }

  private boolean fits(long bytes) {
    return taken + bytes <= capacity;
  }

  private MemoryReservation reserve(Host host, long bytes, HeldMemory holdings) {
    host(host.name).taken += bytes;
    taken += bytes;
    MemoryReservation reservation = new MemoryReservation(this, host.name, bytes);
    holdings.add(reservation);
    return reservation;
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
