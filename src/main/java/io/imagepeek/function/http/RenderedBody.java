package io.imagepeek.function.http;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.RunOnce;
import io.vertx.ext.web.RoutingContext;

/** A large body that is ready to be written, and holds of the memory budget until it has been. */
final class RenderedBody {

  private final byte[] bytes;
  private final RunOnce done;

  private RenderedBody(byte[] bytes, HeldMemory holdings) {
    this.bytes = bytes;
    this.done = new RunOnce(holdings::letGo);
  }

  /** For the caller of a request, who may be gone before it is written. */
  static RenderedBody of(byte[] bytes, HeldMemory holdings, RoutingContext http) {
    RenderedBody rendered = new RenderedBody(bytes, holdings);
    http.addEndHandler(
        end -> {
          if (end.failed()) {
            rendered.done();
          }
        });
    return rendered;
  }

  byte[] bytes() {
    return bytes;
  }

  /** The connection has taken it, or never will. */
  void done() {
    done.run();
  }
}
