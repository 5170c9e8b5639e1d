package io.imagepeek.source.http;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.AttemptFailure.Blame;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response on one connection, to a registry or to an engine. It ends exactly
 * once. If it ends before the whole response has been read, the request is reset, so that no unread
 * body keeps flowing.
 */
public final class HttpExchange {

  private final HttpRequest request;
  private final InspectionContext context;
  private final ExchangeRules rules;
  private final ExchangeErrorMapper errorMapper;
  private final ResponseReading reading;
  // All below are guarded by this.
  private @Nullable HttpClientRequest sent;
  private boolean ended;
  private boolean responded;

  /**
   * An exchange that has not begun.
   *
   * @param clock the attempt's time, which stands still while the body waits for memory
   */
  public HttpExchange(
      HttpRequest request,
      InspectionContext context,
      ExchangeRules rules,
      ExchangeErrorMapper errorMapper,
      AttemptClock clock) {
    this.request = request;
    this.context = context;
    this.rules = rules;
    this.errorMapper = errorMapper;
    this.reading = new ResponseReading(request, context, rules, errorMapper, clock);
  }

  /**
   * Connects as the options say, sends the request and reads the response. Subscribe once, and
   * cancel when the attempt's time is over.
   *
   * <p>Fails with an {@link AttemptFailure}.
   *
   * @param loop the event loop of all exchanges with that host
   */
  public Uni<HttpResponse> run(HttpClient client, RequestOptions options, Context loop) {
    return Uni.createFrom()
        .<HttpResponse>emitter(emitter -> start(client, options, loop, emitter))
        .onCancellation()
        .invoke(this::closeSilentConnection);
  }

  /** Whether the request has been sent. */
  synchronized boolean isSent() {
    return sent != null;
  }

  /** Whether the request has been sent, and no response has begun. */
  public synchronized boolean isSentWithoutResponse() {
    return sent != null && !responded;
  }

  private void start(
      HttpClient client,
      RequestOptions options,
      Context loop,
      UniEmitter<? super HttpResponse> emitter) {
    Runnable unregister = context.onEnd(() -> emitter.fail(errorMapper.abandoned()));
    emitter.onTermination(
        () -> {
          unregister.run();
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
          .onFailure(failure -> emitter.fail(errorMapper.connecting(failure)));
    } catch (IllegalStateException clientClosed) {
      emitter.fail(errorMapper.connecting(clientClosed));
    }
  }

  private void send(HttpClientRequest connected, UniEmitter<? super HttpResponse> emitter) {
    connected.exceptionHandler(failure -> emitter.fail(errorMapper.exchanging(failure)));
    request.headers().forEach(connected::putHeader);
    try {
      Future<HttpClientResponse> response = sendUnlessEnded(connected);
      if (response != null) {
        response
            .onSuccess(head -> read(head, emitter))
            .onFailure(failure -> emitter.fail(errorMapper.exchanging(failure)));
      }
    } catch (InspectFailure requestsUsedUp) {
      connected.reset();
      emitter.fail(AttemptFailure.permanent(requestsUsedUp, Blame.UNKNOWN));
    }
  }

  /** In one step: {@link #end} on another thread must not reset a request that is not sent yet. */
  private synchronized @Nullable Future<HttpClientResponse> sendUnlessEnded(
      HttpClientRequest connected) {
    if (ended) {
      connected.reset();
      return null;
    }
    rules.requestCount().accept(context);
    sent = connected;
    Buffer body = request.body();
    return body == null ? connected.send() : connected.send(body);
  }

  private void read(HttpClientResponse response, UniEmitter<? super HttpResponse> emitter) {
    markResponded();
    reading.read(response, emitter);
  }

  /**
   * Lets no further request use an HTTP/2 connection that gave no response in time: it may be dead
   * without either end knowing, and every later attempt on it would fail. Other exchanges on it
   * keep the grace time (RFC 9113 §6.8). Over HTTP/1.1 the reset closes the connection.
   */
  private void closeSilentConnection() {
    HttpClientRequest silent;
    synchronized (this) {
      silent = responded || context.ended() ? null : sent;
    }
    if (silent != null && silent.version() == HttpVersion.HTTP_2) {
      var unused =
          silent.connection().shutdown(rules.graceTime().toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void markResponded() {
    responded = true;
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
      toReset = sent;
    }
    boolean readWhole = reading.end();
    if (!readWhole && toReset != null) {
      toReset.reset();
    }
  }
}
