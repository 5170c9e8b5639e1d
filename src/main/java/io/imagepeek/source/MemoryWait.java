package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A wait for memory. Most requests get it at once; the callbacks run only for a real wait, so that
 * other resources can be released meanwhile. Use an instance once.
 */
public final class MemoryWait {

  private final Runnable waits;
  private final Runnable goesOn;
  // Both fields below are guarded by this.
  private boolean available;
  private boolean waiting;

  /**
   * @param waits runs if there is no memory yet
   * @param goesOn runs after {@code waits}, once there is memory
   */
  public MemoryWait(Runnable waits, Runnable goesOn) {
    this.waits = waits;
    this.goesOn = goesOn;
  }

  /**
   * Waits for the memory. Call it on the thread of a connection.
   *
   * @param then runs on that thread once there is memory
   * @param none receives the failure, on any thread
   */
  public <T> void run(Uni<T> room, Runnable then, Consumer<Throwable> none) {
    Context connection = Objects.requireNonNull(Vertx.currentContext(), "a connection's context");
    var unused =
        room.subscribe()
            .with(
                taken -> {
                  arrive();
                  if (Vertx.currentContext() == connection) {
                    then.run();
                  } else {
                    connection.runOnContext(now -> then.run());
                  }
                },
                none);
    reportWait();
  }

  private synchronized void reportWait() {
    if (!available) {
      waiting = true;
      waits.run();
    }
  }

  private synchronized void arrive() {
    available = true;
    if (waiting) {
      goesOn.run();
    }
  }
}
