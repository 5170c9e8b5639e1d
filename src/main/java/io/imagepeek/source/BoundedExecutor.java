package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A thread pool for one kind of blocking or heavy work. Slow name servers, hanging credential
 * helpers and huge documents then delay only work of their own kind. The number of threads limits
 * memory and processes.
 */
public final class BoundedExecutor {

  private static final int IDLE_SECONDS = 30;

  private final ThreadPoolExecutor threads;

  /**
   * @param name a part of the names of the threads
   * @param threadCount the number of threads
   * @param waiting the maximum number of waiting tasks; further ones fail at once with {@link
   *     RejectedExecutionException}
   */
  public BoundedExecutor(String name, int threadCount, int waiting) {
    this.threads =
        new ThreadPoolExecutor(
            threadCount,
            threadCount,
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

  /** The result of the work. Work that is cancelled while it waits never starts. */
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
