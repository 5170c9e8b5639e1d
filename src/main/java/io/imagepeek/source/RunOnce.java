package io.imagepeek.source;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does something the first time that it is run, and nothing after that. Who cancels what has ended
 * already terminates it again, so that the end of work is heard of more than once. Safe for use by
 * many threads.
 */
public final class RunOnce implements Runnable {

  private final Runnable action;
  private final AtomicBoolean done = new AtomicBoolean();

  public RunOnce(Runnable action) {
    this.action = action;
  }

  @Override
  public void run() {
    if (done.compareAndSet(false, true)) {
      action.run();
    }
  }
}
