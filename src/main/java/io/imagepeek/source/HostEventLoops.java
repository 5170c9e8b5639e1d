package io.imagepeek.source;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxInternal;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One event loop for each host that is asked: all exchanges with it begin there, so that its
 * connections are there, too.
 *
 * <p>Vert.x gives a connection to whoever asks next, on whichever event loop. Between two of them a
 * reset can overtake the request that it is for, and a failure the head of the answer that came
 * before it; Vert.x 4.5 then logs a stack trace, and an answer may be lost. On one event loop
 * things happen in their order.
 */
public final class HostEventLoops {

  private final List<Context> loops;

  public HostEventLoops(Vertx vertx) {
    // As many as Vert.x has unless it is told otherwise; they are taken in turn.
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
