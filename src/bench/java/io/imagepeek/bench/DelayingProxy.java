package io.imagepeek.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP proxy on loopback that makes a server as far away as a round trip says. Half of it passes
 * before bytes are handed on, in either direction, whatever else is on its way: a delay, and no
 * bound on throughput. The connection itself costs one round trip, as it does over a real distance:
 * what a client sends first leaves only one round trip after the connection was accepted.
 */
final class DelayingProxy implements AutoCloseable {

  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int BACKLOG = 1024;

  private final ServerSocket server;
  private final int targetPort;
  private final long roundTripNanos;
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger flights = new AtomicInteger();
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "proxy");
            thread.setDaemon(true);
            return thread;
          });

  private DelayingProxy(ServerSocket server, int targetPort, long roundTripNanos) {
    this.server = server;
    this.targetPort = targetPort;
    this.roundTripNanos = roundTripNanos;
  }

  /** Listens on a free port of 127.0.0.1, for a server on another port there. */
  static DelayingProxy start(int targetPort, Duration roundTrip) throws IOException {
    ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    DelayingProxy proxy = new DelayingProxy(server, targetPort, roundTrip.toNanos());
    proxy.threads.execute(proxy::accept);
    return proxy;
  }

  /** The host and port as they stand before an image's name. */
  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  /** The connections accepted so far. */
  int connections() {
    return connections.get();
  }

  /**
   * The round trips so far: one for each connection, and one for each time that a client sent
   * something after it had been told something, or for the first time. More than passed where some
   * were under way at once, or where what was sent needed no answer.
   */
  int roundTrips() {
    return connections.get() + flights.get();
  }

  /** Closes all connections that are open; later ones are accepted as before. */
  void dropConnections() {
    open.forEach(Connection::close);
  }

  /** Accepts no more connections, and closes those that are open. */
  @Override
  public void close() throws IOException {
    server.close();
    dropConnections();
    threads.shutdownNow();
  }

  /**
   * When bytes that a client sent are to be handed on, in nanoseconds of one clock.
   *
   * @param read when the proxy had them
   * @param accepted when the proxy accepted the connection
   */
  static long dueAtServer(long read, long accepted, long roundTrip) {
    long sentAtTheEarliest = accepted + roundTrip;
    return (read - sentAtTheEarliest > 0 ? read : sentAtTheEarliest) + roundTrip / 2;
  }

  /** When bytes that the server sent are to be handed on. */
  static long dueAtClient(long read, long roundTrip) {
    return read + roundTrip / 2;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        long accepted = System.nanoTime();
        connections.incrementAndGet();
        threads.execute(() -> connect(client, accepted));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /** The server is next door: reaching it costs nothing worth counting. */
  private void connect(Socket client, long accepted) {
    try {
      Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
      Connection connection = new Connection(client, target);
      open.add(connection);
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      BlockingQueue<Chunk> toTarget = new LinkedBlockingQueue<>();
      BlockingQueue<Chunk> toClient = new LinkedBlockingQueue<>();
      threads.execute(
          () ->
              read(
                  client,
                  toTarget,
                  connection::clientSpoke,
                  read -> dueAtServer(read, accepted, roundTripNanos)));
      threads.execute(
          () -> read(target, toClient, () -> {}, read -> dueAtClient(read, roundTripNanos)));
      threads.execute(() -> write(target, toTarget, () -> {}, connection));
      threads.execute(() -> write(client, toClient, connection::clientWasTold, connection));
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  /** Says when what was read at a time is due. */
  @FunctionalInterface
  private interface Schedule {
    long due(long read);
  }

  /** Bytes on their way; none: the end of them. */
  private record Chunk(ByteBuffer bytes, long due) {}

  private static void read(
      Socket from, BlockingQueue<Chunk> onTheirWay, Runnable each, Schedule schedule) {
    byte[] buffer = new byte[CHUNK_BYTES];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        long due = schedule.due(System.nanoTime());
        each.run();
        onTheirWay.add(new Chunk(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), due));
      }
    } catch (IOException e) {
      // Reset: the other side learns of an end.
    }
    onTheirWay.add(new Chunk(ByteBuffer.allocate(0), schedule.due(System.nanoTime())));
  }

  private static void write(
      Socket to, BlockingQueue<Chunk> onTheirWay, Runnable each, Connection connection) {
    try {
      OutputStream out = to.getOutputStream();
      Chunk chunk = awaited(onTheirWay);
      while (chunk.bytes().hasRemaining()) {
        // Before they are there: an answer to them comes after that in any case.
        each.run();
        out.write(chunk.bytes().array());
        chunk = awaited(onTheirWay);
      }
      to.shutdownOutput();
      connection.ended();
    } catch (IOException e) {
      connection.close();
    } catch (InterruptedException e) {
      connection.close();
      Thread.currentThread().interrupt();
    }
  }

  private static Chunk awaited(BlockingQueue<Chunk> onTheirWay) throws InterruptedException {
    Chunk chunk = onTheirWay.take();
    for (long left = chunk.due() - System.nanoTime();
        left > 0;
        left = chunk.due() - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return chunk;
  }

  /** The two sockets of a connection, closed once both directions have ended. */
  private final class Connection {

    private final Socket client;
    private final Socket target;
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicBoolean clientKnowsMore = new AtomicBoolean(true);

    Connection(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    void clientWasTold() {
      clientKnowsMore.set(true);
    }

    void clientSpoke() {
      if (clientKnowsMore.getAndSet(false)) {
        flights.incrementAndGet();
      }
    }

    void ended() {
      if (ended.incrementAndGet() == 2) {
        close();
      }
    }

    void close() {
      open.remove(this);
      closeQuietly(client);
      closeQuietly(target);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more in either case.
    }
  }
}
