package io.imagepeek.function.event;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * A sink that takes events over HTTP, in binary mode. The operator sets it, so the address rules
 * for registries do not apply to it. Redirects are not followed.
 */
final class HttpEventSink implements EventSink {

  private static final Logger LOG = Logger.getLogger(HttpEventSink.class);

  private static final Duration DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private static final int RESPONSE_BYTES = 65_536;

  private final HttpClient client;
  private final Context loop;
  private final URI url;
  private final EventMessages messages;
  private final Map<String, String> extensions;
  private final Duration timeout;
  private final int attempts;

  /**
   * @param loop the sink's event loop
   * @param extensions added to each event
   * @param timeout of one attempt
   * @param attempts at most, the first included
   */
  HttpEventSink(
      HttpClient client,
      Context loop,
      URI url,
      EventMessages messages,
      Map<String, String> extensions,
      Duration timeout,
      int attempts) {
    this.client = client;
    this.loop = loop;
    this.url = url;
    this.messages = messages;
    this.extensions = Map.copyOf(extensions);
    this.timeout = timeout;
    this.attempts = attempts;
  }

  @Override
  public Uni<Void> send(CloudEvent result) {
    CloudEventBuilder complete = CloudEventBuilder.v1(result);
    extensions.forEach(complete::withExtension);
    EventMessages.Message message = messages.binary(complete.build());
    Uni<Void> sent = Uni.createFrom().completionStage(() -> post(message).toCompletionStage());
    Uni<Void> repeated =
        attempts == 1
            ? sent
            : sent.onFailure(failure -> !(failure instanceof Refused))
                .retry()
                .withBackOff(DELAY, LONGEST_DELAY)
                .atMost(attempts - 1L);
    return repeated
        .onFailure()
        .transform(
            failure -> {
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              LOG.error("the sink did not take event " + result.getId() + ": " + reason(cause));
              return new Undelivered("the sink did not take the result: " + reason(cause));
            });
  }

  private Future<Void> post(EventMessages.Message message) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url.toString())
            .setTimeout(timeout.toMillis());
    message.headers().forEach(options::putHeader);
    Promise<Void> taken = Promise.promise();
    loop.runOnContext(
        now ->
            client
                .request(options)
                .compose(request -> request.send(Buffer.buffer(message.body())))
                .compose(this::judge)
                .onComplete(taken));
    return taken.future();
  }

  private Future<Void> judge(HttpClientResponse response) {
    int status = response.statusCode();
    discard(response);
    if (status / 100 == 2) {
      return Future.succeededFuture();
    }
    boolean isTransient = status >= 500 || status == 408 || status == 429;
    String reason = "HTTP status " + status;
    return Future.failedFuture(isTransient ? new Unavailable(reason) : new Refused(reason));
  }

  /** Reads the body of the response only to reuse the connection. */
  private void discard(HttpClientResponse response) {
    AtomicInteger read = new AtomicInteger();
    response.handler(
        part -> {
          if (read.addAndGet(part.length()) > RESPONSE_BYTES) {
            response.request().reset();
          }
        });
    response
        .end()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(endless -> response.request().reset());
  }

  /** Contains neither the URL nor text of the sink: each may hold a secret. */
  private static String reason(Throwable failure) {
    if (failure instanceof ErrorStatus) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof TimeoutException) {
      return "timeout";
    }
    return failure instanceof ConnectException
        ? "connection refused"
        : failure.getClass().getSimpleName();
  }

  /** The status of the sink's response is an error. */
  private abstract static class ErrorStatus extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ErrorStatus(String reason) {
      super(reason, null, false, false);
    }
  }

  /** A transient error: the sink may take the event later. */
  private static final class Unavailable extends ErrorStatus {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }

  /** A permanent error: the sink would not take the event later either. */
  private static final class Refused extends ErrorStatus {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }
}
