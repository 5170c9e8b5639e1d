package io.imagepeek.testing;

/** One request and what became of its response. Its journal guards the changing parts. */
final class Exchange {

  enum Outcome {
    /** Under way. */
    OPEN,
    /** The server did all that the script says, a broken response included. */
    DONE,
    /** The client closed the connection, or reset the stream, before that. */
    RESET_BY_CLIENT
  }

  private final RecordedRequest request;
  private final Journal journal;
  private Outcome outcome = Outcome.OPEN;
  private long bytesWritten;

  Exchange(RecordedRequest request, Journal journal) {
    this.request = request;
    this.journal = journal;
  }

  RecordedRequest request() {
    return request;
  }

  Outcome outcome() {
    synchronized (journal) {
      return outcome;
    }
  }

  long bytesWritten() {
    synchronized (journal) {
      return bytesWritten;
    }
  }

  boolean isOpen() {
    return outcome() == Outcome.OPEN;
  }

  /** Body bytes that the operating system, or the HTTP/2 window, has taken. */
  void wrote(long bytes) {
    synchronized (journal) {
      bytesWritten += bytes;
      journal.notifyAll();
    }
  }

  void done() {
    finish(Outcome.DONE);
  }

  void resetByClient() {
    finish(Outcome.RESET_BY_CLIENT);
  }

  private void finish(Outcome how) {
    synchronized (journal) {
      if (outcome == Outcome.OPEN) {
        outcome = how;
        journal.finished();
      }
    }
  }
}
