package io.imagepeek.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/**
 * A port of 127.0.0.1 where a connection is neither made nor refused, as behind a firewall that
 * drops packets: its queue of connections is full, and nobody empties it.
 */
public final class UnansweredPort implements AutoCloseable {

  private static final int MOST_CONNECTIONS = 64;
  private static final int FULL_AFTER_MILLIS = 300;

  private final ServerSocket server;
  private final List<Socket> queue = new ArrayList<>();

  private UnansweredPort(ServerSocket server) {
    this.server = server;
  }

  /**
   * Fills the queue.
   *
   * @throws TestAbortedException where the operating system answers all the same; Linux does not
   */
  public static UnansweredPort open() throws IOException {
    UnansweredPort port =
        new UnansweredPort(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    boolean full = false;
    try {
      full = port.fill();
    } finally {
      if (!full) {
        port.close();
      }
    }
    if (!full) {
      throw new TestAbortedException("this system's queue of connections cannot be filled");
    }
    return port;
  }

  private boolean fill() throws IOException {
    while (queue.size() < MOST_CONNECTIONS) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(server.getLocalSocketAddress(), FULL_AFTER_MILLIS);
      } catch (SocketTimeoutException e) {
        return true;
      }
    }
    return false;
  }

  /** The TCP port. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : queue) {
      socket.close();
    }
    server.close();
  }
}
