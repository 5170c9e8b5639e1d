package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A wait for room in memory. Most have it at once; only of a real wait anybody is told, who can
 * then give others what is not needed meanwhile. To be used once.
 */
public final class MemoryWait {

  private final Runnable waits;
  private final Runnable goesOn;
  // Both are guarded by this.
  private boolean there;
  private boolean told;

  /**
   * @param waits is run if there is no room yet
   * @param goesOn is run after that, once there is
   */
  public MemoryWait(Runnable waits, Runnable goesOn) {
    this.waits = waits;
    this.goesOn = goesOn;
  }

  /**
   * Waits. To be run on the thread of a connection.
   *
   * @param then goes on, on that thread
   * @param none hears why there is no room, on any thread
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
    tell();
  }

  private synchronized void tell() {
    if (!there) {
      told = true;
      waits.run();
    }
  }

  private synchronized void arrive() {
    there = true;
    if (told) {
      goesOn.run();
    }
  }
}
