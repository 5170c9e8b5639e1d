package io.imagepeek.source;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs an action at most once. Cancelling finished work reports its termination again, so
 * termination callbacks may run more than once. Thread-safe.
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
