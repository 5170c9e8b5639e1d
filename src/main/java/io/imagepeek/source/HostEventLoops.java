package io.imagepeek.source;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Assigns one event loop to each host. All exchanges with the host start there, so its connections
 * belong to it, too.
 *
 * <p>Vert.x gives a connection to the next caller on any event loop. Across two loops, a reset can
 * overtake its request, and a failure can overtake the head of a response. Vert.x 4.5 then logs a
 * stack trace, and a response may be lost. On one event loop the order is kept.
 */
public final class HostEventLoops {

  private final List<Context> loops;

  public HostEventLoops(Vertx vertx) {
    // Vert.x's default number of event loops, used round robin.
    int count = VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE;
    this.loops =
        IntStream.range(0, count)
            .<Context>mapToObj(index -> ((VertxInternal) vertx).createEventLoopContext())
            .toList();
  }

  /** The event loop of a host. */
  public Context of(String authority) {
    return loops.get(Math.floorMod(authority.hashCode(), loops.size()));
  }
}
