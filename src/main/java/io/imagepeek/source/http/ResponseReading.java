package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.MemoryWait;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;

/**
 * Reads the body of one response within its limit, and only as fast as the memory budget has room
 * for it. A successful body beyond the limit is refused. Of an error's body the beginning is read,
 * where its message stands. Used once.
 */
final class ResponseReading {

  private final HttpRequest request;
  private final InspectionContext context;
  private final int errorBytes;
  private final ExchangeErrorMapper errorMapper;
  private final AttemptClock clock;
  private final ResponseBody body;
  // All of these are guarded by this.
  private boolean ended;
  private boolean readWhole;
  private boolean completed;
  private Runnable arrived = () -> {};

  /**
   * Reads nothing yet.
   *
   * @param clock stands still while the body waits for memory
   */
  ResponseReading(
      HttpRequest request,
      InspectionContext context,
      ExchangeRules rules,
      ExchangeErrorMapper errorMapper,
      AttemptClock clock) {
    this.request = request;
    this.context = context;
    this.errorBytes = rules.errorBytes();
    this.errorMapper = errorMapper;
    this.clock = clock;
    this.body = new ResponseBody(rules.memory(), request.origin().authority(), context);
  }

  /**
   * Reads the body and completes the emitter. Called on the thread of the connection, as soon as
   * the head of the response is there.
   */
  void read(HttpClientResponse response, UniEmitter<? super HttpResponse> emitter) {
    markArriving();
    // First: without a handler, Vert.x logs our own reset as an error.
    response.exceptionHandler(cause -> emitter.fail(errorMapper.reading(cause)));
    int limit = limit(response);
    if (isSuccessful(response) && declaredLength(response) > limit) {
      emitter.fail(errorMapper.tooLarge(request, limit));
      return;
    }
    response.handler(chunk -> add(chunk, response, emitter));
    response.endHandler(
        end -> {
          markReadWhole();
          complete(response, emitter);
        });
    if (mayHaveBody(response)) {
      response.pause();
      afterRoom(body.expect(declaredLength(response), limit), response, () -> {}, emitter);
    }
  }

  private void add(
      Buffer chunk, HttpClientResponse response, UniEmitter<? super HttpResponse> emitter) {
    if (hasEnded()) {
      return;
    }
    context.countBytes(chunk.length());
    int limit = limit(response);
    int wanted = Math.min(chunk.length(), limit - body.length());
    boolean beyondLimit = wanted < chunk.length();
    if (beyondLimit && isSuccessful(response)) {
      emitter.fail(errorMapper.tooLarge(request, limit));
      return;
    }
    Runnable add =
        () -> {
          body.add(chunk);
          if (beyondLimit) {
            complete(response, emitter);
          }
        };
    if (body.hasRoomFor(wanted)) {
      add.run();
    } else {
      response.pause();
      afterRoom(body.expectMore(wanted, limit), response, add, emitter);
    }
  }

  /** Resumes the response, on the thread of its connection, once there is room for it. */
  private void afterRoom(
      Uni<MemoryReservation> room,
      HttpClientResponse response,
      Runnable then,
      UniEmitter<? super HttpResponse> emitter) {
    new MemoryWait(this::startWaiting, this::stopWaiting)
        .run(
            room,
            () -> {
              then.run();
              response.resume();
            },
            failure -> emitter.fail(withoutRoom(failure)));
  }

  private static Throwable withoutRoom(Throwable failure) {
    return failure instanceof InspectFailure full
        ? AttemptFailure.permanent(full, Blame.NOBODY)
        : failure;
  }

  private void startWaiting() {
    clock.pause();
    Runnable paused;
    synchronized (this) {
      paused = arrived;
      arrived = () -> {};
    }
    paused.run();
  }

  private void stopWaiting() {
    markArriving();
    clock.resume();
  }

  private void complete(HttpClientResponse response, UniEmitter<? super HttpResponse> emitter) {
    synchronized (this) {
      if (ended) {
        return;
      }
      completed = true;
    }
    byte[] bytes = body.whole();
    emitter.complete(
        new HttpResponse(request, response.statusCode(), response.headers(), bytes, body.charge()));
  }

  private int limit(HttpClientResponse response) {
    return isSuccessful(response) ? request.bodyLimit() : errorBytes;
  }

  private static boolean isSuccessful(HttpClientResponse response) {
    return HttpResponse.isSuccessful(response.statusCode());
  }

  private boolean mayHaveBody(HttpClientResponse response) {
    return !request.method().equals(HttpMethod.HEAD)
        && !"0".equals(response.getHeader(HttpHeaders.CONTENT_LENGTH));
  }

  /** The {@code Content-Length}; 0 where there is none, or a malformed one. */
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
   * Stops reading, and gives back the memory of a body that has not been handed on.
   *
   * @return whether the whole response has been read, so that its connection can be used again
   */
  boolean end() {
    boolean unused;
    boolean whole;
    Runnable stopped;
    synchronized (this) {
      ended = true;
      unused = !completed;
      whole = readWhole;
      stopped = arrived;
      arrived = () -> {};
    }
    if (unused) {
      body.drop();
    }
    stopped.run();
    return whole;
  }
}
