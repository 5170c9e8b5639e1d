package io.imagepeek.testing;

import java.time.Duration;
import java.util.List;

/** What a test can learn, and wait for, of the requests that a server got. */
public abstract sealed class ObservedServer permits ScriptedRegistry {

  final Journal journal = new Journal();

  ObservedServer() {}

  /** All requests so far, in the order in which they came. */
  public List<RecordedRequest> recorded() {
    return journal.exchanges().stream().map(Exchange::request).toList();
  }

  /** All requests so far, as {@code GET /v2/…}, in the order in which they came. */
  public List<String> requests() {
    return recorded().stream().map(RecordedRequest::toString).toList();
  }

  /** The last request. */
  public RecordedRequest lastRequest() {
    List<RecordedRequest> all = recorded();
    if (all.isEmpty()) {
      throw new AssertionError("nothing was requested");
    }
    return all.get(all.size() - 1);
  }

  /** Fails unless exactly these requests came, in this order. */
  public void assertRequests(String... expected) {
    List<String> wanted = List.of(expected);
    if (!requests().equals(wanted)) {
      throw new AssertionError(
          "requests:\n  %s\nexpected:\n  %s"
              .formatted(String.join("\n  ", requests()), String.join("\n  ", wanted)));
    }
  }

  /** Waits until at least so many requests have come. */
  public void awaitRequests(int count, Duration limit) {
    journal.await(
        () -> recorded().size() >= count, limit, () -> "not %s requests".formatted(count));
  }

  /**
   * The requests whose response the client did not wait for: it closed the connection (HTTP/1.1) or
   * reset the stream (HTTP/2) before the server was done.
   */
  public List<String> resets() {
    return journal.exchanges().stream()
        .filter(exchange -> exchange.outcome() == Exchange.Outcome.RESET_BY_CLIENT)
        .map(exchange -> exchange.request().toString())
        .toList();
  }

  /** Waits until the client has given up a response. */
  public void awaitReset(Duration limit) {
    awaitResets(1, limit);
  }

  /** Waits until the client has given up so many responses. */
  public void awaitResets(int count, Duration limit) {
    journal.await(
        () -> resets().size() >= count,
        limit,
        () -> "%s exchanges reset by the client, not %s".formatted(resets().size(), count));
  }

  /**
   * Body bytes that were sent in all. What the client has not read yet, but the systems' socket
   * buffers (a few MiB at the most) or the HTTP/2 window (64 KiB by default) have taken, is among
   * them.
   */
  public long bytesWritten() {
    return journal.exchanges().stream().mapToLong(Exchange::bytesWritten).sum();
  }

  /** Waits until at least so many body bytes were sent. */
  public void awaitBytesWritten(long bytes, Duration limit) {
    journal.await(
        () -> bytesWritten() >= bytes, limit, () -> "%s bytes written".formatted(bytesWritten()));
  }

  /** Connections that are open now. Behind TLS one counts once its handshake is done. */
  public int openConnections() {
    return journal.openConnections();
  }

  /** Connections that there have ever been. */
  public int connections() {
    return journal.connections();
  }

  /** Waits until exactly so many connections are open. */
  public void awaitOpenConnections(int count, Duration limit) {
    journal.await(
        () -> journal.openConnections() == count,
        limit,
        () -> "%s open connections, not %s".formatted(journal.openConnections(), count));
  }

  /** Requests that are being answered now. */
  public int inFlight() {
    return journal.inFlight();
  }

  /** The most requests that were being answered at one time. */
  public int mostInFlight() {
    return journal.mostInFlight();
  }

  /** The requests that nothing was scripted for, and scripts that threw. */
  public List<String> unexpected() {
    return journal.unexpected();
  }
}
