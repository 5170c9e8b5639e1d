package io.imagepeek.function.http;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Knows of the HTTP callers whether they still wait for their answer. */
@Singleton
class ClientDisconnects {

  private static final String GONE = ClientDisconnects.class.getName();

  private final CurrentVertxRequest current;

  ClientDisconnects(CurrentVertxRequest current) {
    this.current = current;
  }

  /** Notices from now on if the caller of a request goes away. To be called on its event loop. */
  static void watch(RoutingContext http) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    http.put(GONE, gone);
    http.addEndHandler(
        end -> {
          if (end.failed()) {
            gone.complete(null);
          }
        });
  }

  /** Ends the inspection once the current request's caller has gone: he wants no answer. */
  void endWhenGone(InspectionContext context) {
    RoutingContext http = current.getCurrent();
    if (http != null) {
      endWhenGone(http, context);
    }
  }

  /** To be held until the current request has been answered, or its caller has gone. */
  HeldMemory whileAnswered() {
    RoutingContext http = current.getCurrent();
    if (http != null) {
      return whileAnswered(http);
    }
    HeldMemory held = new HeldMemory();
    held.letGo();
    return held;
  }

  /** To be held until a request has been answered, or its caller has gone. */
  static HeldMemory whileAnswered(RoutingContext http) {
    HeldMemory held = new HeldMemory();
    http.addEndHandler(end -> held.letGo());
    return held;
  }

  /** Ends the inspection once the caller of a request has gone. */
  static void endWhenGone(RoutingContext http, InspectionContext context) {
    CompletableFuture<Void> gone = http.get(GONE);
    if (gone != null) {
      var unused = gone.thenRun(context::end);
    }
  }
}
