package io.imagepeek.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;

/** Ports of 127.0.0.1. */
final class Ports {

  private static final Duration START_LIMIT = Duration.ofSeconds(30);

  private Ports() {}

  /** One that nobody listens on at the moment. */
  static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Waits until the process listens.
   *
   * @throws IllegalStateException if it has ended, or takes too long
   */
  static void awaitOpen(int port, Process process) throws InterruptedException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isOpen(port)) {
      if (!process.isAlive() || System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(process.info().command().orElse("it") + " does not start");
      }
      Thread.sleep(1);
    }
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
