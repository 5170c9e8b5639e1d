package io.imagepeek.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** All that a server saw, in order; the test's thread waits on it for what is to happen. */
final class Journal {

  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private int inFlight;
  private int mostInFlight;
  private int openConnections;
  private int connections;

  synchronized Exchange begin(RecordedRequest request) {
    Exchange exchange = new Exchange(request, this);
    exchanges.add(exchange);
    inFlight++;
    mostInFlight = Math.max(mostInFlight, inFlight);
    notifyAll();
    return exchange;
  }

  synchronized void finished() {
    inFlight--;
    notifyAll();
  }

  synchronized int connected() {
    openConnections++;
    connections++;
    notifyAll();
    return connections;
  }

  synchronized void disconnected() {
    openConnections--;
    notifyAll();
  }

  synchronized void unexpected(String what) {
    unexpected.add(what);
  }

  synchronized List<String> unexpected() {
    return List.copyOf(unexpected);
  }

  synchronized List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  synchronized int mostInFlight() {
    return mostInFlight;
  }

  synchronized int inFlight() {
    return inFlight;
  }

  synchronized int openConnections() {
    return openConnections;
  }

  synchronized int connections() {
    return connections;
  }

  /** Returns as soon as the condition holds; fails with the text if it does not in time. */
  synchronized void await(BooleanSupplier condition, Duration limit, Supplier<String> otherwise) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(otherwise.get() + " within " + limit);
      }
      try {
        wait(Math.max(1, left / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting", e);
      }
    }
  }
}
