package io.imagepeek.function.http;

import io.imagepeek.source.HeldMemory;
import io.imagepeek.source.RunOnce;
import io.vertx.ext.web.RoutingContext;

/** A large body in bytes. It holds its memory reservation until it has been written. */
final class RenderedBody {

  private final byte[] bytes;
  private final RunOnce done;

  private RenderedBody(byte[] bytes, HeldMemory holdings) {
    this.bytes = bytes;
    this.done = new RunOnce(holdings::letGo);
  }

  /** For a request, whose client may disconnect before the body is written. */
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

  /** To be called when the connection has taken the body, or never will. */
  void done() {
    done.run();
  }
}
