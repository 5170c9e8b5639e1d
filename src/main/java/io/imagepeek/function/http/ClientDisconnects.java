package io.imagepeek.function.http;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.InspectionContext;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;

/** Notices that a client disconnects before it has its response. */
@Singleton
class ClientDisconnects {

  private static final String DISCONNECTED = ClientDisconnects.class.getName();

  private final CurrentVertxRequest current;

  ClientDisconnects(CurrentVertxRequest current) {
    this.current = current;
  }

  /** Watches the client of a request from now on. To be called on its event loop. */
  static void watch(RoutingContext http) {
    CompletableFuture<Void> disconnected = new CompletableFuture<>();
    http.put(DISCONNECTED, disconnected);
    http.addEndHandler(
        end -> {
          if (end.failed()) {
            disconnected.complete(null);
          }
        });
  }

  /** Ends the inspection when the client of the current request disconnects. */
  void endWhenGone(InspectionContext context) {
    RoutingContext http = current.getCurrent();
    if (http != null) {
      endWhenGone(http, context);
    }
  }

  /** Memory that is held until the response has ended, or the client of the request disconnects. */
  HeldMemory untilResponseEnd() {
    RoutingContext http = current.getCurrent();
    if (http != null) {
      return untilResponseEnd(http);
    }
    HeldMemory held = new HeldMemory();
    held.letGo();
    return held;
  }

  /** The same for a request that is not the current one. */
  static HeldMemory untilResponseEnd(RoutingContext http) {
    HeldMemory held = new HeldMemory();
    http.addEndHandler(end -> held.letGo());
    return held;
  }

  /** The same for a request that is not the current one. */
  static void endWhenGone(RoutingContext http, InspectionContext context) {
    CompletableFuture<Void> disconnected = http.get(DISCONNECTED);
    if (disconnected != null) {
      var unused = disconnected.thenRun(context::end);
    }
  }
}
