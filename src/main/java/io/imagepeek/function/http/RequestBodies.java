package io.imagepeek.function.http;

import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.batch.BatchSettings;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.webhook.WebhookSecrets;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/**
 * Reads the bodies of requests, each within its bound, and all that are under way within one for
 * all: what has not arrived whole takes memory, too. What can be refused by the head of a request
 * is, before any of its body is read.
 */
@Singleton
class RequestBodies {

  /** Of the heap, where the operator does not say how much all bodies may take. */
  private static final int PART_OF_HEAP = 8;

  private final long single;
  private final long notice;
  private final long batch;
  private final Duration time;
  private final WebhookSecrets secrets;
  private final BodyBudget budget;

  RequestBodies(
      ServingSettings settings,
      EventSettings events,
      BatchSettings batches,
      WebhookSecrets secrets) {
    this.single = settings.body().asLongValue();
    this.notice = events.body().asLongValue();
    this.batch = batches.body().asLongValue();
    this.time = settings.bodyTime();
    this.secrets = secrets;
    long bytes =
        settings
            .bodies()
            .map(size -> size.asLongValue())
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    if (bytes < Math.max(single, Math.max(notice, batch))) {
      throw new IllegalArgumentException(
          "imagepeek.serving.bodies: %d bytes are less than one request's body may have"
              .formatted(bytes));
    }
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException("imagepeek.serving.body-time: must be at least 1 ms");
    }
    this.budget = new BodyBudget(bytes);
  }

  /** Reads a request's body and goes on; or fails with the status that refuses it. */
  void read(RoutingContext http) {
    boolean post = http.request().method().equals(HttpMethod.POST);
    if (!post && !hasBody(http)) {
      http.next();
      return;
    }
    String path = HttpPipeline.path(http);
    long limit = post ? limit(path) : single;
    int refusal = declaredLength(http) > limit ? 413 : refusal(http, path, post);
    if (refusal == 0) {
      new IncomingBody(http, limit, budget).read(time);
    } else {
      http.fail(refusal);
    }
  }

  /** Whether a body comes with a request. */
  static boolean hasBody(RoutingContext http) {
    return declaredLength(http) > 0
        || http.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private long limit(String path) {
    if (path.equals(EventsResource.PATH)) {
      return notice;
    }
    return HttpPipeline.isBatch(path) ? batch : single;
  }

  /** The status that refuses a request by its head; 0 where its body has to be read. */
  private int refusal(RoutingContext http, String path, boolean post) {
    if (!HttpPipeline.isKnown(path)) {
      return 404;
    }
    String expected = http.request().getHeader(HttpHeaders.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      return 417;
    }
    String method = http.request().method().name();
    if (!path.startsWith(HttpPipeline.MANAGEMENT)
        && !List.of(HttpPipeline.allowed(path).split(", ")).contains(method)) {
      return 405;
    }
    if (ContentTypes.isForm(http.request().getHeader(HttpHeaders.CONTENT_TYPE))
        || (post
            && !path.startsWith(HttpPipeline.MANAGEMENT)
            && !ContentTypes.isTaken(path, http.request()))) {
      return 415;
    }
    if (post && path.equals(EventsResource.PATH) && !secrets.mayAdmit(http.request()::getHeader)) {
      EventsResource.logUnproven();
      return 401;
    }
    return 0;
  }

  private static long declaredLength(RoutingContext http) {
    String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    // The server has refused what is no number before.
    return length == null ? 0 : Long.parseLong(length);
  }
}
