package io.imagepeek.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP server on 127.0.0.1 that sends what it was told, be it HTTP or not. */
public final class RawPeer implements AutoCloseable {

  /** What follows the bytes. */
  public enum Ending {
    /** An orderly close. */
    CLOSE,
    /** A TCP reset. */
    RESET,
    /** Nothing; the connection stays open. */
    STAY_OPEN,
    /** The same bytes again and again, as fast as the client takes them. */
    REPEAT
  }

  private static final int TIMES_AT_A_TIME = 8;

  private final Journal journal = new Journal();
  private final Buffer received = Buffer.buffer();
  private final Set<NetSocket> answered = ConcurrentHashMap.newKeySet();
  private final Buffer greeting;
  private final Buffer answer;
  private final Buffer repeated;
  private final Ending ending;
  private final NetServer server;

  private RawPeer(byte[] greeting, byte[] answer, byte[] repeated, Ending ending) {
    this.greeting = Buffer.buffer(greeting);
    this.answer = Buffer.buffer(answer);
    this.repeated = Buffer.buffer(repeated);
    this.ending = ending;
    NetServerOptions options = new NetServerOptions().setHost("127.0.0.1").setPort(0);
    server = Loop.VERTX.createNetServer(options).connectHandler(this::connected);
    Loop.await(server.listen());
  }

  /** Accepts connections, reads all, and never says a word. */
  public static RawPeer blackHole() {
    return new RawPeer(new byte[0], new byte[0], new byte[0], Ending.STAY_OPEN);
  }

  /** Sends the bytes to whoever connects, before the client has said anything. */
  public static RawPeer greeting(byte[] bytes, Ending ending) {
    return new RawPeer(bytes, new byte[0], bytes, ending);
  }

  /** Sends the bytes as soon as the client has said something. */
  public static RawPeer answering(byte[] bytes, Ending ending) {
    return new RawPeer(new byte[0], bytes, bytes, ending);
  }

  /** Sends the characters of ISO 8859-1 as soon as the client has said something. */
  public static RawPeer answering(String text, Ending ending) {
    return answering(text.getBytes(ISO_8859_1), ending);
  }

  /** Answers with something that is no HTTP; to a TLS client with something that is no TLS. */
  public static RawPeer garbage() {
    return answering("\0\1\2 this is not what you asked for\r\n\r\n", Ending.STAY_OPEN);
  }

  /** Answers with status 200 and one header field of so many bytes. */
  public static RawPeer hugeHeader(int bytes) {
    return answering(
        "HTTP/1.1 200 OK\r\nX-Huge: " + "x".repeat(bytes) + "\r\nContent-Length: 0\r\n\r\n",
        Ending.STAY_OPEN);
  }

  /** Answers with status 200 and header fields without end. */
  public static RawPeer endlessHeaders() {
    return new RawPeer(
        new byte[0],
        "HTTP/1.1 200 OK\r\n".getBytes(ISO_8859_1),
        "X-More: and more\r\n".repeat(100).getBytes(ISO_8859_1),
        Ending.REPEAT);
  }

  /** Ends the TLS handshake with a fatal alert, handshake_failure. */
  public static RawPeer tlsAlert() {
    return answering(new byte[] {21, 3, 3, 0, 2, 2, 40}, Ending.CLOSE);
  }

  /** A port of 127.0.0.1 where nobody listens: it was free just now. */
  public static int refusedPort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The TCP port. */
  public int port() {
    return server.actualPort();
  }

  /** {@code 127.0.0.1:PORT}. */
  public String authority() {
    return "127.0.0.1:" + port();
  }

  /** All that the clients said, as characters of ISO 8859-1. */
  public String received() {
    synchronized (journal) {
      return received.toString(ISO_8859_1);
    }
  }

  /** Connections that there have ever been. */
  public int connections() {
    return journal.connections();
  }

  /** Connections that are open now. */
  public int openConnections() {
    return journal.openConnections();
  }

  /** Waits until so many connections have been made. */
  public void awaitConnections(int count, Duration limit) {
    journal.await(
        () -> journal.connections() >= count,
        limit,
        () -> "%s connections, not %s".formatted(journal.connections(), count));
  }

  /** Waits until exactly so many connections are open. */
  public void awaitOpenConnections(int count, Duration limit) {
    journal.await(
        () -> journal.openConnections() == count,
        limit,
        () -> "%s open connections, not %s".formatted(journal.openConnections(), count));
  }

  @Override
  public void close() {
    Loop.await(server.close());
  }

  private void connected(NetSocket socket) {
    journal.connected();
    socket.closeHandler(
        closed -> {
          answered.remove(socket);
          journal.disconnected();
        });
    socket.exceptionHandler(failure -> {});
    socket.handler(bytes -> heard(socket, bytes));
    if (greeting.length() > 0) {
      answered.add(socket);
      socket.write(greeting).onSuccess(done -> end(socket));
    }
  }

  private void heard(NetSocket socket, Buffer bytes) {
    synchronized (journal) {
      received.appendBuffer(bytes);
      journal.notifyAll();
    }
    if ((answer.length() > 0 || ending != Ending.STAY_OPEN) && answered.add(socket)) {
      socket.write(answer).onSuccess(done -> end(socket));
    }
  }

  private void end(NetSocket socket) {
    switch (ending) {
      case CLOSE -> socket.close();
      case RESET -> ReplyWriter.abort(((ConnectionBase) socket).channel());
      case REPEAT -> repeat(socket);
      case STAY_OPEN -> {}
    }
  }

  private void repeat(NetSocket socket) {
    for (int i = 0; i < TIMES_AT_A_TIME && !socket.writeQueueFull(); i++) {
      socket.write(repeated);
    }
    if (!answered.contains(socket)) {
      return;
    }
    if (socket.writeQueueFull()) {
      socket.drainHandler(drained -> repeat(socket));
    } else {
      Loop.VERTX.runOnContext(again -> repeat(socket));
    }
  }
}
