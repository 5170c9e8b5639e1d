package io.imagepeek.source.engine;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.AnswerBody;
import io.imagepeek.source.Charge;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.RoomWait;
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
  private final AnswerBody body;
  private @Nullable HttpClientRequest request;
  private boolean ended;
  private boolean answered;
  private boolean readWhole;
  private boolean completed;
  private Runnable arrived = () -> {};

  /**
   * @param memory of which the body takes
   */
  DockerExchange(InspectionContext context, MemoryBudget memory, int answerBytes) {
    this.context = context;
    this.answerBytes = answerBytes;
    this.body = new AnswerBody(memory, "docker", context);
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
    response.handler(chunk -> add(chunk, limit, response, emitter));
    response.endHandler(
        end -> {
          markReadWhole();
          complete(response, emitter);
        });
    response.pause();
    afterRoom(body.expect(declaredLength(response), limit), response, emitter, () -> {});
  }

  private void add(
      Buffer chunk,
      int limit,
      HttpClientResponse response,
      UniEmitter<? super DockerAnswer> emitter) {
    if (hasEnded()) {
      return;
    }
    context.countBytes(chunk.length());
    int wanted = Math.min(chunk.length(), limit - body.length());
    boolean more = wanted < chunk.length();
    if (more && response.statusCode() == 200) {
      emitter.fail(overLimit());
      return;
    }
    Runnable add =
        () -> {
          body.add(chunk);
          if (more) {
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

  /** Goes on with the answer once there is room for it. */
  private void afterRoom(
      Uni<Charge> room,
      HttpClientResponse response,
      UniEmitter<? super DockerAnswer> emitter,
      Runnable then) {
    new RoomWait(this::pauseArriving, this::markArriving)
        .run(
            room,
            () -> {
              then.run();
              response.resume();
            },
            emitter::fail);
  }

  private void complete(HttpClientResponse response, UniEmitter<? super DockerAnswer> emitter) {
    synchronized (this) {
      if (ended) {
        return;
      }
      completed = true;
    }
    byte[] whole = body.whole();
    emitter.complete(new DockerAnswer(response.statusCode(), whole, body.charge()));
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
    markArriving();
  }

  private synchronized void markArriving() {
    if (!ended) {
      arrived = context.arriving();
    }
  }

  private void pauseArriving() {
    Runnable paused;
    synchronized (this) {
      paused = arrived;
      arrived = () -> {};
    }
    paused.run();
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
