package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.imagepeek.source.http.ResponseReading.Listener;
import io.imagepeek.source.http.ResponseReading.Wanted;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
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
final class HttpExchange {

  private final HttpRequest call;
  private final InspectionContext context;
  private final int errorLimit;
  private final Duration graceTime;
  private final ConnectionErrorMapper faults;
  private final AttemptClock clock;
  private final ResponseReading reading;
  private @Nullable HttpClientRequest request;
  private boolean ended;
  private boolean answered;

  /**
   * @param graceTime what other exchanges on the same connection are left if it is given up
   * @param clock of the attempt, which stands still while there is no room for the body
   */
  HttpExchange(
      HttpRequest call,
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
    this.faults = new ConnectionErrorMapper(call.origin());
    this.reading = new ResponseReading(memory, call.origin().authority(), context);
  }

  /**
   * Connects as the options say, sends the request and reads the answer. To be subscribed once, and
   * cancelled when its time has passed.
   *
   * <p>Fails with an {@link AttemptFailure}.
   *
   * @param loop the host's event loop
   */
  Uni<HttpResponse> run(HttpClient client, RequestOptions options, Context loop) {
    return Uni.createFrom()
        .<HttpResponse>emitter(emitter -> start(client, options, loop, emitter))
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
      UniEmitter<? super HttpResponse> emitter) {
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
      HttpClient client, RequestOptions options, UniEmitter<? super HttpResponse> emitter) {
    try {
      client
          .request(options)
          .onSuccess(connected -> send(connected, emitter))
          .onFailure(failure -> emitter.fail(faults.connecting(failure)));
    } catch (IllegalStateException closed) {
      emitter.fail(faults.connecting(closed));
    }
  }

  private void send(HttpClientRequest connected, UniEmitter<? super HttpResponse> emitter) {
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

  private void read(HttpClientResponse response, UniEmitter<? super HttpResponse> emitter) {
    markAnswered();
    boolean successful = response.statusCode() >= 200 && response.statusCode() < 300;
    int limit = successful ? call.bodyLimit() : errorLimit;
    reading.read(
        response,
        new Wanted(limit, successful),
        mayHaveBody(response),
        new Listener() {
          @Override
          public void whole(byte[] body, @Nullable MemoryReservation charge) {
            emitter.complete(
                new HttpResponse(call, response.statusCode(), response.headers(), body, charge));
          }

          @Override
          public void tooLarge() {
            emitter.fail(overLimit(limit));
          }

          @Override
          public void broken(Throwable fault) {
            emitter.fail(faults.reading(fault));
          }

          @Override
          public void noRoom(Throwable failure) {
            emitter.fail(
                failure instanceof InspectFailure full
                    ? AttemptFailure.lasting(full, Blame.NOBODY)
                    : failure);
          }

          @Override
          public void waits() {
            clock.pause();
          }

          @Override
          public void goesOn() {
            clock.resume();
          }
        });
  }

  private boolean mayHaveBody(HttpClientResponse response) {
    return !call.method().equals(HttpMethod.HEAD)
        && !"0".equals(response.getHeader(HttpHeaders.CONTENT_LENGTH));
  }

  private AttemptFailure overLimit(int limit) {
    return AttemptFailure.lasting(
        new InspectImageFailure(
            "the answer of "
                + call.origin().authority()
                + " to "
                + PrintableLine.of(call.uri().getRawPath())
                + " is larger than the limit of "
                + limit
                + " bytes"),
        Blame.NOBODY);
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
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  private void end() {
    HttpClientRequest toReset;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      toReset = request;
    }
    boolean readWhole = reading.end();
    if (!readWhole && toReset != null) {
      toReset.reset();
    }
  }
}
