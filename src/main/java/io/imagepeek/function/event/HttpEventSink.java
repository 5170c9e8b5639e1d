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
 * A sink that takes events over HTTP, in binary form. It is the operator's own, so that its address
 * is not subject to the policy for registries. Redirects are not followed.
 */
final class HttpEventSink implements EventSink {

  private static final Logger LOG = Logger.getLogger(HttpEventSink.class);

  private static final Duration DELAY = Duration.ofMillis(200);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private static final int ANSWER_BYTES = 65_536;

  private final HttpClient client;
  private final Context loop;
  private final URI url;
  private final EventMessages messages;
  private final Map<String, String> extensions;
  private final Duration timeout;
  private final int attempts;

  /**
   * @param loop the sink's event loop
   * @param extensions are added to each event
   * @param timeout of one attempt
   * @param attempts the first included
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
    boolean passing = status >= 500 || status == 408 || status == 429;
    String reason = "HTTP status " + status;
    return Future.failedFuture(passing ? new Unavailable(reason) : new Refused(reason));
  }

  /** What it answers beyond its status is read only for the connection to serve again. */
  private void discard(HttpClientResponse response) {
    AtomicInteger read = new AtomicInteger();
    response.handler(
        part -> {
          if (read.addAndGet(part.length()) > ANSWER_BYTES) {
            response.request().reset();
          }
        });
    response
        .end()
        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(endless -> response.request().reset());
  }

  /** Neither the URL nor what the peer says: each may hold a secret. */
  private static String reason(Throwable failure) {
    if (failure instanceof Answered) {
      return String.valueOf(failure.getMessage());
    }
    if (failure instanceof TimeoutException) {
      return "timeout";
    }
    return failure instanceof ConnectException
        ? "connection refused"
        : failure.getClass().getSimpleName();
  }

  /** The sink has answered, but not that it took the event. */
  private abstract static class Answered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Answered(String reason) {
      super(reason, null, false, false);
    }
  }

  /** It may take the event later. */
  private static final class Unavailable extends Answered {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }
  }

  /** It would not take the event later either. */
  private static final class Refused extends Answered {
    private static final long serialVersionUID = 1L;

    Refused(String reason) {
      super(reason);
    }
  }
}
