package io.imagepeek.function.http;

import io.imagepeek.source.Holdings;
import io.imagepeek.source.Once;
import io.vertx.ext.web.RoutingContext;

/** A large body that is ready to be written, and holds of the memory budget until it has been. */
final class Rendered {

  private final byte[] bytes;
  private final Once done;

  private Rendered(byte[] bytes, Holdings holdings) {
    this.bytes = bytes;
    this.done = new Once(holdings::letGo);
  }

  /** For the caller of a request, who may be gone before it is written. */
  static Rendered of(byte[] bytes, Holdings holdings, RoutingContext http) {
    Rendered rendered = new Rendered(bytes, holdings);
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
