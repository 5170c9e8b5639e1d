package io.imagepeek.function.http;

import io.imagepeek.function.ApiPath;
import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.batch.BatchSettings;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.webhook.WebhookSecrets;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests. Each has a limit, and all together have one, since incomplete
 * bodies take memory, too. A request that can be refused by its head is refused before its body is
 * read.
 */
@Singleton
class RequestBodies {

  /** The default limit for all bodies is this part of the heap: one eighth. */
  private static final int PART_OF_HEAP = 8;

  private final long single;
  private final long pushEvent;
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
    this.pushEvent = events.body().asLongValue();
    this.batch = batches.body().asLongValue();
    this.time = settings.bodyTime();
    this.secrets = secrets;
    long bytes =
        settings
            .bodies()
            .map(size -> size.asLongValue())
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    if (bytes < Math.max(single, Math.max(pushEvent, batch))) {
      throw new IllegalArgumentException(
          "imagepeek.serving.bodies: %d bytes are less than the limit of a single body"
              .formatted(bytes));
    }
    if (time.toMillis() < 1) {
      throw new IllegalArgumentException("imagepeek.serving.body-time: must be at least 1 ms");
    }
    this.budget = new BodyBudget(bytes);
  }

  /** Reads the body of a request and passes it on, or fails it with the status that refuses it. */
  void read(RoutingContext http) {
    boolean post = http.request().method().equals(HttpMethod.POST);
    if (!post && !hasBody(http)) {
      http.next();
      return;
    }
    ApiPath path = HttpPipeline.apiPath(http).orElse(null);
    long limit = post && path != null ? limit(path) : single;
    int refusal = declaredLength(http) > limit ? 413 : refusal(http, path, post);
    if (refusal == 0) {
      new IncomingBody(http, limit, budget).read(time);
    } else {
      http.fail(refusal);
    }
  }

  /** Whether a request has a body. */
  static boolean hasBody(RoutingContext http) {
    return declaredLength(http) > 0
        || http.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private long limit(ApiPath path) {
    return switch (path.body()) {
      case PUSH_EVENT -> pushEvent;
      case BATCH -> batch;
      case REQUEST, NONE -> single;
    };
  }

  /**
   * The status that refuses a request by its head; 0 where its body has to be read.
   *
   * @param path null for management, and where there is nothing
   */
  private int refusal(RoutingContext http, @Nullable ApiPath path, boolean post) {
    if (path == null && !HttpPipeline.isManagement(http)) {
      return 404;
    }
    String expected = http.request().getHeader(HttpHeaders.EXPECT);
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      return 417;
    }
    if (path != null && !path.allows(http.request().method().name())) {
      return 405;
    }
    if (ContentTypes.isForm(http.request().getHeader(HttpHeaders.CONTENT_TYPE))
        || (post && path != null && !ContentTypes.isTaken(path, http.request()))) {
      return 415;
    }
    if (post && path == ApiPath.EVENTS && !secrets.mayAdmit(http.request()::getHeader)) {
      EventsResource.logWithoutSecret();
      return 401;
    }
    return 0;
  }

  private static long declaredLength(RoutingContext http) {
    String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    // The server has refused what is not a number before.
    return length == null ? 0 : Long.parseLong(length);
  }
}
