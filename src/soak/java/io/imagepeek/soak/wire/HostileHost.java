package io.imagepeek.soak.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A registry of one address, and what it has seen. */
public final class HostileHost {

  private static final int BACKLOG = 4096;

  private final Loop loop;
  private final InetSocketAddress address;
  private final Answering answering;
  private final Set<ServerConnection> connections = new LinkedHashSet<>();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private volatile long lastRequest;
  private ServerSocketChannel listener;

  private HostileHost(Loop loop, InetSocketAddress address, Answering answering)
      throws IOException {
    this.loop = loop;
    this.address = address;
    this.answering = answering;
    this.listener = bound();
  }

  /** Listens at an address of loopback. */
  static HostileHost start(Loop loop, InetSocketAddress address, Answering answering)
      throws IOException {
    HostileHost host = new HostileHost(loop, address, answering);
    host.listen().join();
    return host;
  }

  private ServerSocketChannel bound() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    return channel.bind(address, BACKLOG);
  }

  private CompletableFuture<Void> listen() {
    return CompletableFuture.runAsync(
        () -> {
          try {
            loop.register(listener, SelectionKey.OP_ACCEPT, new Door());
          } catch (IOException e) {
            throw new IllegalStateException(address + " cannot be listened at", e);
          }
        },
        loop::execute);
  }

  /** Ends as a killed process does: whoever is connected is reset, whoever comes refused. */
  public void kill() {
    CompletableFuture.runAsync(
            () -> {
              try {
                listener.close();
              } catch (IOException e) {
                throw new IllegalStateException(address + " cannot be closed", e);
              }
              for (ServerConnection connection : new ArrayList<>(connections)) {
                connection.reset();
              }
            },
            loop::execute)
        .join();
  }

  /** Is there again after {@link #kill()}. */
  public void restart() throws IOException {
    listener = bound();
    listen().join();
  }

  /** The host as an image's name begins with it. */
  public String name() {
    return address.getHostString() + ":" + address.getPort();
  }

  /** The names of so many images of it, each in a repository of its own. */
  public List<String> images(String repository, int count) {
    return IntStream.range(0, count).mapToObj(i -> name() + "/" + repository + i).toList();
  }

  /** The requests it has read so far. */
  public int requests() {
    return requests.get();
  }

  /** When it read the last one, by {@link System#nanoTime()}. */
  public long lastRequest() {
    return lastRequest;
  }

  /** The connections to it. */
  public int open() {
    return open.get();
  }

  /** The most requests that were unanswered at once so far. */
  public int mostUnderWay() {
    return mostUnderWay.get();
  }

  Reply reply(String head) {
    requests.incrementAndGet();
    lastRequest = System.nanoTime();
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    return answering.answer(Request.parse(name(), head));
  }

  void replied() {
    underWay.decrementAndGet();
  }

  void gone(ServerConnection connection) {
    if (connections.remove(connection)) {
      open.decrementAndGet();
    }
  }

  private final class Door implements Loop.Connection {

    @Override
    public void ready(SelectionKey key) throws IOException {
      for (SocketChannel channel = listener.accept();
          channel != null;
          channel = listener.accept()) {
        ServerConnection connection = new ServerConnection(loop, HostileHost.this, channel);
        connections.add(connection);
        open.incrementAndGet();
        connection.register();
      }
    }

    @Override
    public void failed(IOException cause) {
      throw new IllegalStateException(address + " cannot accept", cause);
    }
  }
}
