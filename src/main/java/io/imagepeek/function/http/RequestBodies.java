package io.imagepeek.function.http;

import io.imagepeek.function.ServingSettings;
import io.imagepeek.function.batch.BatchSettings;
import io.imagepeek.function.event.EventSettings;
import io.imagepeek.function.push.WebhookSecrets;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests, each within its bound, and all that are under way within one for
 * all: what has not arrived whole takes memory, too. What can be refused by the head of a request
 * is, before any of its body is read.
 */
@Singleton
class RequestBodies {

  private static final String TIMER = RequestBodies.class.getName() + ".timer";
  private static final String UNREAD = RequestBodies.class.getName() + ".unread";

  /** Of the heap, where the operator does not say how much all bodies may take. */
  private static final int PART_OF_HEAP = 8;

  private static final List<String> FORMS =
      List.of("application/x-www-form-urlencoded", "multipart/");

  private final long single;
  private final long notice;
  private final long batch;
  private final Duration time;
  private final WebhookSecrets secrets;
  private final AtomicLong left;
  private final BodyHandler singles;
  private final BodyHandler notices;
  private final BodyHandler batches;

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
    this.left =
        new AtomicLong(
            settings
                .bodies()
                .map(bytes -> bytes.asLongValue())
                .orElseGet(() -> Runtime.getRuntime().maxMemory() / PART_OF_HEAP));
    this.singles = BodyHandler.create(false).setBodyLimit(single);
    this.notices = BodyHandler.create(false).setBodyLimit(notice);
    this.batches = BodyHandler.create(false).setBodyLimit(batch);
  }

  /** All bodies that are under way take as much memory as they may. */
  static final class Full extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Full() {
      super("too many bytes of requests are under way", null, false, false);
    }
  }

  /** Reads a request's body and goes on; or fails with the status that refuses it. */
  void read(RoutingContext http) {
    boolean post = http.request().method().equals(HttpMethod.POST);
    boolean chunked = http.request().headers().contains(HttpHeaders.TRANSFER_ENCODING);
    long declared = declaredLength(http);
    if (!post && !chunked && declared == 0) {
      http.next();
      return;
    }
    String path = FrontDoor.path(http);
    long limit = post ? limit(path) : single;
    int refusal = declared > limit ? 413 : refusal(http, path, post);
    long taken = chunked ? limit : declared;
    if (refusal != 0) {
      http.put(UNREAD, true).fail(refusal);
      return;
    }
    if (!take(taken)) {
      http.put(UNREAD, true).fail(503, new Full());
      return;
    }
    http.addEndHandler(end -> giveBack(http, taken));
    http.put(TIMER, http.vertx().setTimer(time.toMillis(), late -> http.fail(408)));
    handler(path, post).handle(http);
  }

  /** Whether a request was refused with its body still on its way, which nobody will read. */
  static boolean isUnread(RoutingContext http) {
    return http.get(UNREAD) != null || http.statusCode() == 408 || http.statusCode() == 413;
  }

  /** The body is there, or has been given up. */
  static void arrived(RoutingContext http) {
    Long timer = http.remove(TIMER);
    if (timer != null) {
      http.vertx().cancelTimer(timer);
    }
  }

  private boolean take(long bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  private void giveBack(RoutingContext http, long bytes) {
    arrived(http);
    left.addAndGet(bytes);
  }

  private long limit(String path) {
    if (path.equals(EventsResource.PATH)) {
      return notice;
    }
    return FrontDoor.isBatch(path) ? batch : single;
  }

  private BodyHandler handler(String path, boolean post) {
    if (post && path.equals(EventsResource.PATH)) {
      return notices;
    }
    return post && FrontDoor.isBatch(path) ? batches : singles;
  }

  /** The status that refuses a request by its head; 0 where its body has to be read. */
  private int refusal(RoutingContext http, String path, boolean post) {
    if (!FrontDoor.isKnown(path)) {
      return 404;
    }
    String method = http.request().method().name();
    if (!path.startsWith(FrontDoor.MANAGEMENT)
        && !List.of(FrontDoor.allowed(path).split(", ")).contains(method)) {
      return 405;
    }
    if (isForm(http.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
      return 415;
    }
    if (post && path.equals(EventsResource.PATH) && !secrets.mayAdmit(http.request()::getHeader)) {
      EventsResource.logUnproven();
      return 401;
    }
    return 0;
  }

  /** Nothing here takes a form: read as one, JSON that is said to be one would be malformed. */
  private static boolean isForm(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    return FORMS.stream().anyMatch(type::startsWith);
  }

  private static long declaredLength(RoutingContext http) {
    String length = http.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    // The server has refused what is no number before.
    return length == null ? 0 : Long.parseLong(length);
  }
}
