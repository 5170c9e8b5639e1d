package io.imagepeek.function.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * From SIGTERM on, running requests are finished, and new ones are refused: another instance can
 * serve them. There is no delay before. A load balancer that goes on sending gets a 503 at once,
 * and an idle process ends at once.
 */
@Singleton
class GracefulShutdown {

  private volatile boolean begun;

  void begin(@Observes ShutdownDelayInitiatedEvent event) {
    begun = true;
  }

  /** Passes a request on, or fails it. Management passes: operators must see the shutdown. */
  void admit(RoutingContext http) {
    if (begun && !HttpPipeline.isManagement(http)) {
      http.response().putHeader(HttpHeaders.CONNECTION, "close");
      http.fail(503, new Begun());
    } else {
      http.next();
    }
  }

  /** The instance is ending. */
  private static final class Begun extends UnavailableException {
    private static final long serialVersionUID = 1L;

    Begun() {
      super("this instance is ending");
    }
  }
}
