package io.imagepeek.testing;

import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;

/** Another address for a server on 127.0.0.1: what is sent here is passed on unread. */
public final class Relay implements AutoCloseable {

  private final NetServer server;

  private Relay(String host, int target) {
    server =
        Loop.VERTX
            .createNetServer(new NetServerOptions().setHost(host).setPort(0))
            .connectHandler(socket -> join(socket, target));
    Loop.await(server.listen());
  }

  /** A relay on a free port of that local address, to a port of 127.0.0.1. */
  public static Relay listening(String host, int target) {
    return new Relay(host, target);
  }

  /** The TCP port. */
  public int port() {
    return server.actualPort();
  }

  @Override
  public void close() {
    Loop.await(server.close());
  }

  /** Passes all that comes from the one end to the other, and ends with either of them. */
  static void join(NetSocket near, int target) {
    near.pause();
    Loop.VERTX
        .createNetClient()
        .connect(target, "127.0.0.1")
        .onFailure(refused -> near.close())
        .onSuccess(
            far -> {
              near.pipeTo(far);
              far.pipeTo(near);
            });
  }
}
