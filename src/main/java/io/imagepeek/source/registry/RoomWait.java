package io.imagepeek.source.registry;

import io.smallrye.mutiny.Uni;
import java.util.function.Consumer;

/**
 * A wait for room in memory. Most have it at once; only of a real wait anybody is told, who can
 * then give others what is not needed meanwhile. To be used once.
 */
final class RoomWait {

  private final Runnable waits;
  private final Runnable goesOn;
  // Both are guarded by this.
  private boolean there;
  private boolean told;

  /**
   * @param waits is run if there is no room yet
   * @param goesOn is run after that, once there is
   */
  RoomWait(Runnable waits, Runnable goesOn) {
    this.waits = waits;
    this.goesOn = goesOn;
  }

  /**
   * Waits.
   *
   * @param then goes on, on any thread
   * @param none hears why there is no room
   */
  <T> void run(Uni<T> room, Runnable then, Consumer<Throwable> none) {
    var unused =
        room.subscribe()
            .with(
                taken -> {
                  arrive();
                  then.run();
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
