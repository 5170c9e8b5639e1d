package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A peer on a unix socket that answers each request with the bytes that it was told. */
final class DockerPeer implements AutoCloseable {

  /** What follows the bytes. */
  enum Ending {
    /** The next request is read. */
    KEEP,
    CLOSE,
    /** Nothing; the connection stays open. */
    SILENCE,
    /** The last byte again and again, as long as somebody takes them. */
    ENDLESS
  }

  /** Bytes, and what follows them. */
  record Reply(String bytes, Ending ending) {

    /** A whole answer in JSON, of known length. */
    static Reply json(int status, String body) {
      return new Reply(
          "HTTP/1.1 %d Told\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(status, body.getBytes(UTF_8).length, body),
          Ending.KEEP);
    }
  }

  private final Path socket;
  private final Function<String, Reply> script;
  private final ServerSocketChannel server;
  private final List<String> heads = new CopyOnWriteArrayList<>();
  private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<String> requested = new LinkedBlockingQueue<>();
  private final CountDownLatch left = new CountDownLatch(1);

  private DockerPeer(Path socket, Function<String, Reply> script, ServerSocketChannel server) {
    this.socket = socket;
    this.script = script;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param script the reply to a request line
   */
  static DockerPeer start(Path directory, Function<String, Reply> script) {
    Path socket = directory.resolve("docker.sock");
    try {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket));
      DockerPeer peer = new DockerPeer(socket, script, server);
      daemon(peer::accept);
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  String socket() {
    return socket.toString();
  }

  /** The request lines so far. */
  List<String> requests() {
    return heads.stream().map(head -> head.substring(0, head.indexOf('\r'))).toList();
  }

  /** The heads of the requests so far, each with its header lines. */
  List<String> heads() {
    return heads;
  }

  /** How many connections there have been. */
  int accepted() {
    return connections.size();
  }

  /** Waits for the next request to come. */
  String awaitRequest() throws InterruptedException {
    String line = requested.poll(10, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no request has come");
    }
    return line;
  }

  /** Whether a connection that was to stay open is closed by the other side within seconds. */
  boolean isLeft() throws InterruptedException {
    return left.await(10, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(socket);
    for (SocketChannel connection : connections) {
      connection.close();
    }
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel connection = server.accept();
        connections.add(connection);
        daemon(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(SocketChannel connection) {
    try (connection;
        Scanner requests =
            new Scanner(Channels.newInputStream(connection), ISO_8859_1).useDelimiter("\r\n\r\n")) {
      while (requests.hasNext()) {
        String head = requests.next().stripLeading() + "\r\n";
        heads.add(head);
        String line = head.substring(0, head.indexOf('\r'));
        requested.add(line);
        Reply reply = script.apply(line);
        write(connection, reply.bytes().getBytes(UTF_8));
        switch (reply.ending()) {
          case KEEP -> {}
          case CLOSE -> {
            return;
          }
          case SILENCE -> awaitLeaving(connection);
          case ENDLESS -> repeat(connection, reply.bytes());
        }
      }
    } catch (IOException gone) {
      left.countDown();
    }
  }

  private static void write(SocketChannel connection, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      connection.write(buffer);
    }
  }

  private void awaitLeaving(SocketChannel connection) throws IOException {
    if (connection.read(ByteBuffer.allocate(1)) < 0) {
      left.countDown();
    }
  }

  private static void repeat(SocketChannel connection, String bytes) throws IOException {
    byte[] more = bytes.substring(bytes.length() - 1).repeat(8_192).getBytes(UTF_8);
    while (connection.isOpen()) {
      write(connection, more);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "docker-peer");
    thread.setDaemon(true);
    thread.start();
  }
}
