package io.imagepeek.source;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many tasks run at once. The others wait in queues, which are served in turn, so that a
 * long queue does not delay a short one. No thread blocks.
 */
public final class FairScheduler {

  private final int permits;
  private final int maxStarted;

  private final WorkLoop starter = new WorkLoop(this::next);

  // Guarded by this, with all state of queues and tasks: the queues with waiting tasks, the next
  // one first.
  private final Deque<Queue> queues = new ArrayDeque<>();
  private int started;
  private int running;

  /** For tasks that keep their permit until they end. */
  public FairScheduler(int permits) {
    this(permits, permits);
  }

  /**
   * @param permits the number of tasks that may run at once, at least 1
   * @param maxStarted the number of tasks that may have started, including those that have released
   *     their permit
   */
  public FairScheduler(int permits, int maxStarted) {
    if (permits < 1) {
      throw new IllegalArgumentException("there must be at least one permit, not " + permits);
    }
    this.permits = permits;
    this.maxStarted = maxStarted;
  }

  /** A new, empty queue. */
  public Queue newQueue() {
    return new Queue();
  }

  /** The failure of a task that waits in a closed queue. It never runs. */
  public static final class Closed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Closed() {
      super("the queue is closed", null, false, false);
    }
  }

  /** Tasks that start in the order of submission. */
  public final class Queue {

    private final Deque<Task<?>> waiting = new ArrayDeque<>();
    private boolean closed;
    private int started;
    private int running;

    /**
     * Runs the work once it has a permit. Fails with {@link Closed} if the queue is closed before.
     */
    public <T> Uni<T> submit(Supplier<Uni<T>> work) {
      return submit((Permit permit) -> work.get());
    }

    /** The same for work that releases its permit while it only waits. */
    public <T> Uni<T> submit(Function<Permit, Uni<T>> work) {
      return Uni.createFrom().emitter(emitter -> add(new Task<>(this, work, emitter)));
    }

    /** Rejects waiting and future tasks. Running tasks continue. */
    public void close() {
      List<Task<?>> left;
      synchronized (FairScheduler.this) {
        closed = true;
        left = List.copyOf(waiting);
        waiting.clear();
        queues.remove(this);
      }
      left.forEach(Task::reject);
    }

    private <T> void add(Task<T> task) {
      boolean rejected;
      synchronized (FairScheduler.this) {
        rejected = closed;
        if (!rejected) {
          waiting.add(task);
          if (waiting.size() == 1) {
            queues.add(this);
          }
        }
      }
      if (rejected) {
        task.reject();
        return;
      }
      starter.run();
    }

    private boolean remove(Task<?> task) {
      synchronized (FairScheduler.this) {
        boolean waited = waiting.remove(task);
        if (waited && waiting.isEmpty()) {
          queues.remove(this);
        }
        return waited;
      }
    }
  }

  private synchronized @Nullable Runnable next() {
    Queue queue = running < permits && started < maxStarted ? nextQueue() : null;
    if (queue == null) {
      return null;
    }
    queues.remove(queue);
    Task<?> first = queue.waiting.remove();
    if (!queue.waiting.isEmpty()) {
      queues.add(queue);
    }
    first.started = true;
    started++;
    queue.started++;
    run(first, true);
    return first.work::begin;
  }

  /** A queue gets at most a quarter of the permits while tasks wait in another queue. */
  private @Nullable Queue nextQueue() {
    return queues.stream()
        .filter(queue -> queues.size() == 1 || queue.running < quarter(permits))
        .filter(this::mayStartMore)
        .findFirst()
        .orElse(null);
  }

  /**
   * A queue may start at most half as many tasks as may still start. So something is always left
   * for the next queue, however many tasks have released their permits.
   */
  private boolean mayStartMore(Queue queue) {
    return maxStarted == permits || queue.started < Math.max(1, (maxStarted - started) / 2);
  }

  private static int quarter(int all) {
    return Math.max(1, all / 4);
  }

  private synchronized void run(Task<?> task, boolean runs) {
    if (task.started && task.runs != runs) {
      task.runs = runs;
      running += runs ? 1 : -1;
      task.queue.running += runs ? 1 : -1;
    }
  }

  private void end(Task<?> task) {
    synchronized (this) {
      run(task, false);
      task.started = false;
      started--;
      task.queue.started--;
    }
    starter.run();
  }

  private final class Task<T> implements Permit {
    private final Queue queue;
    private final QueuedTask<T> work;
    // Guarded by the scheduler.
    private boolean started;
    private boolean runs;

    Task(Queue queue, Function<Permit, Uni<T>> work, UniEmitter<? super T> emitter) {
      this.queue = queue;
      this.work = new QueuedTask<>(() -> work.apply(this), emitter, () -> end(this));
      emitter.onTermination(this::terminated);
    }

    void reject() {
      work.refuse(new Closed());
    }

    /** The subscriber has cancelled, or the task has ended. */
    private void terminated() {
      if (!queue.remove(this)) {
        work.cancel();
      }
    }

    @Override
    public void release() {
      run(this, false);
      starter.run();
    }

    @Override
    public void reacquire() {
      run(this, true);
    }
  }
}
