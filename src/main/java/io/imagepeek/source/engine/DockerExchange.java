package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import org.jspecify.annotations.Nullable;

/**
 * One request to an engine and its answer. If it ends before the answer has been read whole, its
 * connection is closed, so that nothing flows that nobody wants.
 */
final class DockerExchange {

  /** What an error says stands at its beginning. */
  private static final int ERROR_BYTES = 16 * 1024;

  private final InspectionContext context;
  private final int answerBytes;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest request;
  private boolean ended;
  private boolean answered;
  private boolean readWhole;
  private Runnable arrived = () -> {};

  DockerExchange(InspectionContext context, int answerBytes) {
    this.context = context;
    this.answerBytes = answerBytes;
  }

  /**
   * Sends the request and reads the answer. To be subscribed once.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<DockerAnswer> run(HttpClient client, RequestOptions options) {
    return context.waiting(Uni.createFrom().emitter(emitter -> start(client, options, emitter)));
  }

  /** Whether the engine took the request, and closed the connection without a word. */
  synchronized boolean wasClosedUnanswered() {
    return request != null && !answered;
  }

  private void start(
      HttpClient client, RequestOptions options, UniEmitter<? super DockerAnswer> emitter) {
    Runnable takeBack = context.onEnd(() -> emitter.fail(DockerFaults.abandoned()));
    emitter.onTermination(
        () -> {
          takeBack.run();
          end();
        });
    if (context.ended()) {
      return;
    }
    client
        .request(options)
        .onSuccess(connected -> send(connected, emitter))
        .onFailure(failure -> emitter.fail(DockerFaults.connecting(failure)));
  }

  private void send(HttpClientRequest connected, UniEmitter<? super DockerAnswer> emitter) {
    connected.exceptionHandler(failure -> emitter.fail(DockerFaults.exchanging(failure)));
    Future<HttpClientResponse> response = sendUnlessEnded(connected);
    if (response != null) {
      response
          .onSuccess(answer -> read(answer, emitter))
          .onFailure(failure -> emitter.fail(DockerFaults.exchanging(failure)));
    }
  }

  /** At once, as whoever ends this may not reset a request that is about to be sent. */
  private synchronized @Nullable Future<HttpClientResponse> sendUnlessEnded(
      HttpClientRequest connected) {
    if (ended) {
      connected.reset();
      return null;
    }
    context.countRequest();
    request = connected;
    return connected.send();
  }

  private void read(HttpClientResponse response, UniEmitter<? super DockerAnswer> emitter) {
    markAnswered();
    response.exceptionHandler(failure -> emitter.fail(DockerFaults.reading(failure)));
    boolean success = response.statusCode() == 200;
    int limit = success ? answerBytes : Math.min(ERROR_BYTES, answerBytes);
    if (success && declaredLength(response) > limit) {
      emitter.fail(overLimit());
      return;
    }
    response.handler(
        chunk -> {
          context.countBytes(chunk.length());
          if (body.length() + chunk.length() <= limit) {
            body.appendBuffer(chunk);
          } else if (success) {
            emitter.fail(overLimit());
          } else {
            body.appendBuffer(chunk, 0, limit - body.length());
            emitter.complete(answer(response));
          }
        });
    response.endHandler(
        end -> {
          markReadWhole();
          emitter.complete(answer(response));
        });
  }

  private DockerAnswer answer(HttpClientResponse response) {
    return new DockerAnswer(response.statusCode(), body.getBytes());
  }

  private InspectImageFailure overLimit() {
    return new InspectImageFailure(
        "the engine's answer is larger than the limit of "
            + answerBytes
            + " bytes (imagepeek.engine.answer-bytes)");
  }

  /** What the engine says it will send; 0 where it does not say, or says nonsense. */
  private static long declaredLength(HttpClientResponse response) {
    String declared = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return declared == null ? 0 : Long.parseLong(declared.trim());
    } catch (NumberFormatException malformed) {
      return 0; // the body itself is counted in any case
    }
  }

  private synchronized void markAnswered() {
    answered = true;
    if (!ended) {
      arrived = context.arriving();
    }
  }

  private synchronized void markReadWhole() {
    readWhole = true;
  }

  private void end() {
    HttpClientRequest toReset;
    synchronized (this) {
      if (ended) {
        return;
      }
      ended = true;
      toReset = readWhole ? null : request;
    }
    arrived.run();
    if (toReset != null) {
      toReset.reset();
    }
  }
}
