package io.imagepeek.source;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does one thing after the other for as long as something is due. Where that is under way already,
 * it goes on there: what ends as it begins would begin the next one within itself, and that the one
 * after it. No lock is held meanwhile. Safe for use by many threads.
 */
public final class WorkLoop {

  private final Supplier<@Nullable Runnable> next;

  /** How often somebody has asked since what is under way began. */
  private final AtomicInteger asked = new AtomicInteger();

  /**
   * @param next takes what is due; null where nothing is. Called by one thread at a time
   */
  public WorkLoop(Supplier<@Nullable Runnable> next) {
    this.next = next;
  }

  /** Something may be due. */
  public void run() {
    if (asked.getAndIncrement() > 0) {
      return;
    }
    boolean finished = false;
    try {
      int seen = 1;
      while (seen > 0) {
        for (Runnable due = next.get(); due != null; due = next.get()) {
          due.run();
        }
        seen = asked.addAndGet(-seen);
      }
      finished = true;
    } finally {
      if (!finished) {
        asked.set(0);
      }
    }
  }
}
