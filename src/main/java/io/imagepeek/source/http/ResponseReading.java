package io.imagepeek.source.http;

import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.MemoryWait;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The body of one answer is read, within a limit and as there is room for it in memory. To be used
 * once.
 */
public final class ResponseReading {

  /** Hears what comes of it. */
  public interface Listener {

    /**
     * The body is there; it may be empty.
     *
     * @param charge what it holds until its inspection is over; null if nothing
     */
    void whole(byte[] body, @Nullable MemoryReservation charge);

    /** It is larger than its limit. */
    void tooLarge();

    /** The connection broke, or the peer did not keep to HTTP. */
    void broken(Throwable fault);

    /** There is no room in memory for it. */
    void noRoom(Throwable failure);

    /** There is no room yet: nothing arrives, and that is not the peer's fault. */
    default void waits() {}

    /** There is room now. */
    default void goesOn() {}
  }

  /**
   * What is wanted of a body.
   *
   * @param limit bytes that are read
   * @param whole whether a larger one is refused; what an error says stands at its beginning, and
   *     the rest is not worth reading
   */
  public record Wanted(int limit, boolean whole) {}

  private final InspectionContext context;
  private final ResponseBody body;
  // All of these are guarded by this.
  private boolean ended;
  private boolean readWhole;
  private boolean completed;
  private Runnable arrived = () -> {};

  /**
   * Reads nothing yet.
   *
   * @param host whom the answer comes from
   */
  public ResponseReading(MemoryBudget memory, String host, InspectionContext context) {
    this.context = context;
    this.body = new ResponseBody(memory, host, context);
  }

  /**
   * Reads. To be run on the thread of the connection, when the answer's head is there.
   *
   * @param mayHaveBody whether anything can follow its head
   */
  public void read(
      HttpClientResponse response, Wanted wanted, boolean mayHaveBody, Listener listener) {
    markArriving();
    // First of all: a reset of our own that nobody hears of is logged as an error.
    response.exceptionHandler(listener::broken);
    if (wanted.whole() && declaredLength(response) > wanted.limit()) {
      listener.tooLarge();
      return;
    }
    response.handler(chunk -> add(chunk, response, wanted, listener));
    response.endHandler(
        end -> {
          markReadWhole();
          complete(listener);
        });
    if (mayHaveBody) {
      response.pause();
      afterRoom(
          body.expect(declaredLength(response), wanted.limit()), response, () -> {}, listener);
    }
  }

  private void add(Buffer chunk, HttpClientResponse response, Wanted wanted, Listener listener) {
    if (hasEnded()) {
      return;
    }
    context.countBytes(chunk.length());
    int taken = Math.min(chunk.length(), wanted.limit() - body.length());
    boolean more = taken < chunk.length();
    if (more && wanted.whole()) {
      listener.tooLarge();
      return;
    }
    Runnable add =
        () -> {
          body.add(chunk);
          if (more) {
            complete(listener);
          }
        };
    if (body.hasRoomFor(taken)) {
      add.run();
    } else {
      response.pause();
      afterRoom(body.expectMore(taken, wanted.limit()), response, add, listener);
    }
  }

  /** Goes on with the answer, on the thread of its connection, once there is room for it. */
  private void afterRoom(
      Uni<MemoryReservation> room, HttpClientResponse response, Runnable then, Listener listener) {
    new MemoryWait(() -> waitForUs(listener), () -> goOn(listener))
        .run(
            room,
            () -> {
              then.run();
              response.resume();
            },
            listener::noRoom);
  }

  private void waitForUs(Listener listener) {
    listener.waits();
    Runnable paused;
    synchronized (this) {
      paused = arrived;
      arrived = () -> {};
    }
    paused.run();
  }

  private void goOn(Listener listener) {
    markArriving();
    listener.goesOn();
  }

  private void complete(Listener listener) {
    synchronized (this) {
      if (ended) {
        return;
      }
      completed = true;
    }
    byte[] whole = body.whole();
    listener.whole(whole, body.charge());
  }

  /** What the peer says it will send; 0 where it does not say, or says nonsense. */
  private static long declaredLength(HttpClientResponse response) {
    String declared = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return declared == null ? 0 : Long.parseLong(declared.trim());
    } catch (NumberFormatException malformed) {
      return 0; // the body itself is counted in any case
    }
  }

  private synchronized void markArriving() {
    if (!ended) {
      arrived = context.arriving();
    }
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private synchronized void markReadWhole() {
    readWhole = true;
  }

  /**
   * Nothing more is wanted. Gives back what a body holds that nobody has heard of.
   *
   * @return whether all of the answer has been read, so that its connection can be used again
   */
  public boolean end() {
    boolean unused;
    boolean whole;
    Runnable over;
    synchronized (this) {
      ended = true;
      unused = !completed;
      whole = readWhole;
      over = arrived;
      arrived = () -> {};
    }
    if (unused) {
      body.drop();
    }
    over.run();
    return whole;
  }
}
