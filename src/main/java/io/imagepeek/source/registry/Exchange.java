package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.AnswerBody;
import io.imagepeek.source.Charge;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.RoomWait;
import io.imagepeek.source.registry.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer on one connection. It ends exactly once; if it ends before the answer
 * has been read whole, it is reset on the wire, so that no body flows that nobody wants.
 */
final class Exchange {

  private static final String CONTENT_LENGTH = "Content-Length";

  private final HttpCall call;
  private final InspectionContext context;
  private final int errorLimit;
  private final Duration graceTime;
  private final ConnectionFaults faults;
  private final AttemptClock clock;
  private final AnswerBody body;
  private @Nullable HttpClientRequest request;
  private boolean ended;
  private boolean answered;
  private boolean readWhole;
  private boolean completed;
  private Runnable arrived = () -> {};

  /**
   * @param graceTime what other exchanges on the same connection are left if it is given up
   * @param clock of the attempt, which stands still while there is no room for the body
   */
  Exchange(
      HttpCall call,
      InspectionContext context,
      MemoryBudget memory,
      int errorLimit,
      Duration graceTime,
      AttemptClock clock) {
    this.call = call;
    this.context = context;
    this.errorLimit = errorLimit;
    this.graceTime = graceTime;
    this.clock = clock;
    this.faults = new ConnectionFaults(call.origin());
    this.body = new AnswerBody(memory, call.origin().authority(), context);
  }

  /**
   * Connects as the options say, sends the request and reads the answer. To be subscribed once, and
   * cancelled when its time has passed.
   *
   * <p>Fails with an {@link AttemptFailure}.
   *
   * @param loop the host's event loop
   */
  Uni<HttpAnswer> run(HttpClient client, RequestOptions options, Context loop) {
    return Uni.createFrom()
        .<HttpAnswer>emitter(emitter -> start(client, options, loop, emitter))
        .onCancellation()
        .invoke(this::giveUpSilentConnection);
  }

  /** Whether the request has gone to the wire. */
  synchronized boolean sent() {
    return request != null;
  }

  private void start(
      HttpClient client,
      RequestOptions options,
      Context loop,
      UniEmitter<? super HttpAnswer> emitter) {
    Runnable takeBack = context.onEnd(() -> emitter.fail(faults.abandoned()));
    emitter.onTermination(
        () -> {
          takeBack.run();
          end();
        });
    if (context.ended()) {
      return;
    }
    loop.runOnContext(
        now -> {
          if (!hasEnded()) {
            connect(client, options, emitter);
          }
        });
  }

  private void connect(
      HttpClient client, RequestOptions options, UniEmitter<? super HttpAnswer> emitter) {
    try {
      client
          .request(options)
          .onSuccess(connected -> send(connected, emitter))
          .onFailure(failure -> emitter.fail(faults.connecting(failure)));
    } catch (IllegalStateException closed) {
      emitter.fail(faults.connecting(closed));
    }
  }

  private void send(HttpClientRequest connected, UniEmitter<? super HttpAnswer> emitter) {
    connected.exceptionHandler(failure -> emitter.fail(faults.exchanging(failure)));
    call.headers().forEach(connected::putHeader);
    try {
      Future<HttpClientResponse> response = sendUnlessEnded(connected);
      if (response != null) {
        response
            .onSuccess(answer -> read(answer, emitter))
            .onFailure(failure -> emitter.fail(faults.exchanging(failure)));
      }
    } catch (InspectFailure usedUp) {
      connected.reset();
      emitter.fail(AttemptFailure.lasting(usedUp, Blame.UNKNOWN));
    }
  }

  /** At once, as whoever ends this may not reset a request that is about to be sent. */
  private synchronized @Nullable Future<HttpClientResponse> sendUnlessEnded(
      HttpClientRequest connected) {
    if (ended) {
      connected.reset();
      return null;
    }
    context.takeRequest();
    request = connected;
    Buffer form = call.body();
    return form == null ? connected.send() : connected.send(form);
  }

  private void read(HttpClientResponse response, UniEmitter<? super HttpAnswer> emitter) {
    markAnswered();
    // First of all: a reset of our own that nobody hears of is logged as an error.
    response.exceptionHandler(failure -> emitter.fail(faults.reading(failure)));
    int limit = limit(response);
    if (successful(response) && declaredLength(response) > limit) {
      emitter.fail(overLimit(limit));
      return;
    }
    response.handler(chunk -> add(chunk, response, emitter));
    response.endHandler(
        end -> {
          markReadWhole();
          complete(response, emitter);
        });
    if (!call.method().equals(HttpMethod.HEAD) && !"0".equals(response.getHeader(CONTENT_LENGTH))) {
      response.pause();
      afterRoom(body.expect(declaredLength(response), limit), response, emitter, () -> {});
    }
  }

  private static boolean successful(HttpClientResponse response) {
    return response.statusCode() >= 200 && response.statusCode() < 300;
  }

  private int limit(HttpClientResponse response) {
    return successful(response) ? call.bodyLimit() : errorLimit;
  }

  private void add(
      Buffer chunk, HttpClientResponse response, UniEmitter<? super HttpAnswer> emitter) {
    if (hasEnded()) {
      return;
    }
    context.countBytes(chunk.length());
    int limit = limit(response);
    int wanted = Math.min(chunk.length(), limit - body.length());
    if (wanted < chunk.length() && successful(response)) {
      emitter.fail(overLimit(limit));
      return;
    }
    Runnable add =
        () -> {
          body.add(chunk);
          if (wanted < chunk.length()) {
            // What an error says stands at its beginning; the rest is not worth reading.
            complete(response, emitter);
          }
        };
    if (body.hasRoomFor(wanted)) {
      add.run();
    } else {
      response.pause();
      afterRoom(body.expectMore(wanted, limit), response, emitter, add);
    }
  }

  /** Goes on with the answer, on the thread of its connection, once there is room for it. */
  private void afterRoom(
      Uni<Charge> room,
      HttpClientResponse response,
      UniEmitter<? super HttpAnswer> emitter,
      Runnable then) {
    new RoomWait(this::waitForUs, this::goOn)
        .run(
            room,
            () -> {
              then.run();
              response.resume();
            },
            none ->
                emitter.fail(
                    none instanceof InspectFailure full
                        ? AttemptFailure.lasting(full, Blame.NOBODY)
                        : none));
  }

  /** Nothing arrives, and that is not the peer's fault. */
  private void waitForUs() {
    clock.pause();
    Runnable paused;
    synchronized (this) {
      paused = arrived;
      arrived = () -> {};
    }
    paused.run();
  }

  private void goOn() {
    markArriving();
    clock.resume();
  }

  private void complete(HttpClientResponse response, UniEmitter<? super HttpAnswer> emitter) {
    synchronized (this) {
      if (ended) {
        return;
      }
      completed = true;
    }
    byte[] whole = body.whole();
    emitter.complete(
        new HttpAnswer(call, response.statusCode(), response.headers(), whole, body.charge()));
  }

  private AttemptFailure overLimit(int limit) {
    return AttemptFailure.lasting(
        new InspectImageFailure(
            "the answer of "
                + call.origin().authority()
                + " to "
                + ErrorAnswers.oneLine(call.uri().getRawPath())
                + " is larger than the limit of "
                + limit
                + " bytes"),
        Blame.NOBODY);
  }

  /** What the peer says it will send; 0 where it does not say, or says nonsense. */
  private static long declaredLength(HttpClientResponse response) {
    String declared = response.getHeader(CONTENT_LENGTH);
    try {
      return declared == null ? 0 : Long.parseLong(declared.trim());
    } catch (NumberFormatException malformed) {
      return 0; // the body itself is counted in any case
    }
  }

  /**
   * Has no further request made on an HTTP/2 connection that has not answered in time: it may be
   * dead without either end knowing, and would fail every attempt that followed. Others under way
   * on it are left their time (RFC 9113 §6.8). Over HTTP/1.1 the reset closes the connection.
   */
  private void giveUpSilentConnection() {
    HttpClientRequest silent;
    synchronized (this) {
      silent = answered || context.ended() ? null : request;
    }
    if (silent != null && silent.version() == HttpVersion.HTTP_2) {
      var unused = silent.connection().shutdown(graceTime.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void markAnswered() {
    answered = true;
    markArriving();
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

  private void end() {
    HttpClientRequest toReset;
    boolean unused;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      toReset = readWhole ? null : request;
      unused = !completed;
    }
    if (unused) {
      body.drop();
    }
    arrived.run();
    if (toReset != null) {
      toReset.reset();
    }
  }
}
