package io.imagepeek.soak.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** All hostile registries: one port of many addresses of loopback, on one thread. */
public final class Registries implements AutoCloseable {

  private static final int PER_BLOCK = 250;

  private final Loop loop;
  private final int port;
  private final List<HostileHost> hosts = new ArrayList<>();

  private Registries(Loop loop, int port) {
    this.loop = loop;
    this.port = port;
  }

  /** Has none yet. */
  public static Registries start() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.1.0.1"))) {
      // Not the attackers' priority: a slow registry would be a kind of attack of its own.
      return new Registries(Loop.start("registries", Thread.NORM_PRIORITY), socket.getLocalPort());
    }
  }

  /** One more, at an address of its own. */
  public HostileHost host(Answering answering) throws IOException {
    int number = hosts.size();
    byte[] address = {
      127, 1, (byte) (number / PER_BLOCK), (byte) (number % PER_BLOCK + 1),
    };
    HostileHost host =
        HostileHost.start(
            loop, new InetSocketAddress(InetAddress.getByAddress(address), port), answering);
    hosts.add(host);
    return host;
  }

  /** So many more that answer alike. */
  public List<HostileHost> hosts(int count, Answering answering) throws IOException {
    List<HostileHost> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(host(answering));
    }
    return made;
  }

  /** Their names, separated by commas. */
  public String names() {
    return hosts.stream().map(HostileHost::name).collect(Collectors.joining(","));
  }

  @Override
  public void close() {
    loop.close();
  }
}
