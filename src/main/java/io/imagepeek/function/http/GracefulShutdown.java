package io.imagepeek.function.http;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * From SIGTERM on, what is under way is finished, and what is new is refused: another instance has
 * time for it. There is no delay between the two. A balancer that goes on sending is told at once,
 * and a process that has nothing to do ends at once.
 */
@Singleton
class GracefulShutdown {

  private volatile boolean begun;

  void begin(@Observes ShutdownDelayInitiatedEvent told) {
    begun = true;
  }

  /** Lets a request pass, or fails it. Those for operators pass: they are to see that it ends. */
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
