package io.imagepeek.testing;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP proxy on 127.0.0.1 that tunnels (RFC 9110 section 9.3.6). It knows the names that the
 * test tells it and no others; what goes through a tunnel it does not read.
 */
public final class ForwardProxy implements AutoCloseable {

  /**
   * One request to the proxy itself.
   *
   * @param target {@code host:port} of a tunnel, or what else was asked for
   * @param authorization the {@code Proxy-Authorization} field; null where it is absent
   */
  public record Asked(String method, String target, @Nullable String authorization) {}

  private final List<Asked> asked = new ArrayList<>();
  private final Map<String, Integer> known = new HashMap<>();
  private final HttpServer server;
  private int refusal;

  private ForwardProxy() {
    server =
        Loop.VERTX
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(this::received);
    Loop.await(server.listen());
  }

  /** A proxy that knows no name yet. */
  public static ForwardProxy start() {
    return new ForwardProxy();
  }

  /** The TCP port. */
  public int port() {
    return server.actualPort();
  }

  /** Tunnels to {@code host:port} lead to this port of 127.0.0.1. */
  public synchronized ForwardProxy route(String hostAndPort, int port) {
    known.put(hostAndPort, port);
    return this;
  }

  /** Answers every request with this status, until {@link #reset}. */
  public synchronized void refuse(int status) {
    refusal = status;
  }

  /** Forgets names, requests and refusals. */
  public synchronized void reset() {
    known.clear();
    asked.clear();
    refusal = 0;
  }

  /** What the proxy was asked for, in that order. */
  public synchronized List<Asked> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    Loop.await(server.close());
  }

  private void received(HttpServerRequest request) {
    int status = 0;
    Integer target;
    synchronized (this) {
      asked.add(
          new Asked(
              request.method().name(), request.uri(), request.getHeader("Proxy-Authorization")));
      target = known.get(request.uri());
      status = refusal;
    }
    if (status == 0 && target != null && request.method().equals(HttpMethod.CONNECT)) {
      int port = target;
      request.toNetSocket().onSuccess(socket -> Relay.join(socket, port));
    } else {
      request.response().setStatusCode(status == 0 ? 502 : status).end();
    }
  }
}
