package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads of their own for one kind of blocking or heavy work. Slow name servers, hanging
 * credential helpers or huge documents then hold up their own kind only, and memory and processes
 * are bounded by the number of threads.
 */
public final class BoundedExecutor {

  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  /**
   * @param name what the threads are called
   * @param atOnce the number of threads
   * @param waiting the pieces of work that may wait; more fail at once with {@link
   *     RejectedExecutionException}
   */
  public BoundedExecutor(String name, int atOnce, int waiting) {
    this.threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              Thread thread = new Thread(task, "imagepeek-" + name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /** The result of the work; work that was cancelled before its turn is not begun. */
  public <T> Uni<T> run(Callable<T> work) {
    return Uni.createFrom()
        .emitter(
            emitter -> {
              Runnable task =
                  () -> {
                    try {
                      emitter.complete(work.call());
                    } catch (Exception | StackOverflowError failure) {
                      emitter.fail(failure);
                    }
                  };
              emitter.onTermination(() -> threads.remove(task));
              threads.execute(task);
            });
  }
}
