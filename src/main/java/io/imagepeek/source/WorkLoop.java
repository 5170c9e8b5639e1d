package io.imagepeek.source;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs actions one after the other until none is left. A call during a run returns at once, and the
 * running loop continues. So an action that triggers the next one does not recurse. No lock is held
 * while an action runs. Thread-safe.
 */
public final class WorkLoop {

  private final Supplier<@Nullable Runnable> next;

  /** The number of calls since the running loop started. */
  private final AtomicInteger calls = new AtomicInteger();

  /**
   * @param next takes the next action; null where there is none. Called by one thread at a time
   */
  public WorkLoop(Supplier<@Nullable Runnable> next) {
    this.next = next;
  }

  /** Runs all available actions. */
  public void run() {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    boolean finished = false;
    try {
      int seen = 1;
      while (seen > 0) {
        for (Runnable action = next.get(); action != null; action = next.get()) {
          action.run();
        }
        seen = calls.addAndGet(-seen);
      }
      finished = true;
    } finally {
      if (!finished) {
        calls.set(0);
      }
    }
  }
}
