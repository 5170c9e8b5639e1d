package io.imagepeek.soak.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread for many connections, with timers. It shares the machine's cores with what is
 * attacked, so nothing is copied, and nobody has a thread of his own.
 */
public final class Loop implements AutoCloseable {

  private static final int STACK = 256 * 1024;

  private final Selector selector;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final PriorityQueue<Timer> timers = new PriorityQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final Thread thread;
  private volatile boolean closed;

  /** What has a channel here. */
  interface Connection {

    /** The channel can do some of what it waits for. */
    void ready(SelectionKey key) throws IOException;

    /** The channel is broken, or its other end is. */
    void failed(IOException cause);
  }

  private record Timer(long at, Runnable task) implements Comparable<Timer> {
    @Override
    public int compareTo(Timer other) {
      return Long.signum(at - other.at);
    }
  }

  // Correctness does not depend on it: it keeps the attackers' work from being measured.
  @SuppressWarnings("ThreadPriorityCheck")
  private Loop(String name, int priority) throws IOException {
    selector = Selector.open();
    thread = new Thread(null, this::run, name, STACK);
    thread.setPriority(priority);
    thread.setDaemon(true);
  }

  /**
   * Starts a loop.
   *
   * @param priority of its thread; {@code run} says what the operating system makes of it
   */
  public static Loop start(String name, int priority) throws IOException {
    Loop loop = new Loop(name, priority);
    loop.thread.start();
    return loop;
  }

  /** Has a task run by the loop's thread. */
  public void execute(Runnable task) {
    tasks.add(task);
    if (Thread.currentThread() != thread) {
      selector.wakeup();
    }
  }

  /** Has a task run by the loop's thread after some time. */
  public void after(Duration delay, Runnable task) {
    long at = System.nanoTime() + delay.toNanos();
    execute(() -> timers.add(new Timer(at, task)));
  }

  /** To be called by the loop's thread. */
  SelectionKey register(SelectableChannel channel, int operations, Connection connection)
      throws IOException {
    channel.configureBlocking(false);
    if (channel instanceof SocketChannel socket) {
      // As all that speak HTTP have it: a head and its body are written one after the other.
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel.register(selector, operations, connection);
  }

  /** An empty buffer, to be used by the loop's thread before it returns to the loop. */
  ByteBuffer buffer() {
    return buffer.clear();
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(this::handle, untilNextTimer());
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().at - now <= 0) {
          timers.remove().task.run();
        }
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long untilNextTimer() {
    if (!tasks.isEmpty()) {
      return 1;
    }
    Timer next = timers.peek();
    // 0 would wait for ever
    return next == null ? 1000 : Math.max(1, (next.at - System.nanoTime()) / 1_000_000);
  }

  private void handle(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    Connection connection = (Connection) key.attachment();
    try {
      connection.ready(key);
    } catch (IOException e) {
      connection.failed(e);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
  }
}
