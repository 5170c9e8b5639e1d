package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.MemoryReservation;
import io.imagepeek.source.http.ResponseReading;
import io.imagepeek.source.http.ResponseReading.Listener;
import io.imagepeek.source.http.ResponseReading.Wanted;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
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
  private final ResponseReading reading;
  private @Nullable HttpClientRequest request;
  private boolean ended;
  private boolean answered;

  /**
   * @param memory of which the body takes
   */
  DockerExchange(InspectionContext context, MemoryBudget memory, int answerBytes) {
    this.context = context;
    this.answerBytes = answerBytes;
    this.reading = new ResponseReading(memory, "docker", context);
  }

  /**
   * Sends the request and reads the answer. To be subscribed once.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<DockerResponse> run(HttpClient client, RequestOptions options) {
    return context.waiting(Uni.createFrom().emitter(emitter -> start(client, options, emitter)));
  }

  /** Whether the engine took the request, and closed the connection without a word. */
  synchronized boolean wasClosedUnanswered() {
    return request != null && !answered;
  }

  private void start(
      HttpClient client, RequestOptions options, UniEmitter<? super DockerResponse> emitter) {
    Runnable takeBack = context.onEnd(() -> emitter.fail(DockerErrorMapper.abandoned()));
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
        .onFailure(failure -> emitter.fail(DockerErrorMapper.connecting(failure)));
  }

  private void send(HttpClientRequest connected, UniEmitter<? super DockerResponse> emitter) {
    connected.exceptionHandler(failure -> emitter.fail(DockerErrorMapper.exchanging(failure)));
    Future<HttpClientResponse> response = sendUnlessEnded(connected);
    if (response != null) {
      response
          .onSuccess(answer -> read(answer, emitter))
          .onFailure(failure -> emitter.fail(DockerErrorMapper.exchanging(failure)));
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

  private void read(HttpClientResponse response, UniEmitter<? super DockerResponse> emitter) {
    markAnswered();
    boolean success = response.statusCode() == 200;
    int limit = success ? answerBytes : Math.min(ERROR_BYTES, answerBytes);
    reading.read(
        response,
        new Wanted(limit, success),
        true,
        new Listener() {
          @Override
          public void whole(byte[] body, @Nullable MemoryReservation charge) {
            emitter.complete(new DockerResponse(response.statusCode(), body, charge));
          }

          @Override
          public void tooLarge() {
            emitter.fail(overLimit());
          }

          @Override
          public void broken(Throwable fault) {
            emitter.fail(DockerErrorMapper.reading(fault));
          }

          @Override
          public void noRoom(Throwable failure) {
            emitter.fail(failure);
          }
        });
  }

  private InspectImageFailure overLimit() {
    return new InspectImageFailure(
        "the engine's answer is larger than the limit of "
            + answerBytes
            + " bytes (imagepeek.engine.answer-bytes)");
  }

  private synchronized void markAnswered() {
    answered = true;
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
