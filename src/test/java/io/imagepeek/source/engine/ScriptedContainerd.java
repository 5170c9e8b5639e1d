package io.imagepeek.source.engine;

import com.google.protobuf.MessageLite;
import io.imagepeek.golden.TemporaryDirectory;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What answers in containerd's place over a unix socket, as a test says it. */
final class ScriptedContainerd implements AutoCloseable {

  /**
   * A request that came.
   *
   * @param method {@code package.Service/Method}
   * @param namespace as its header says it
   * @param message as it was sent
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Asked(String method, String namespace, byte[] message) {}

  private final Path directory = TemporaryDirectory.create();
  private final Vertx vertx =
      new VertxBuilder(new VertxOptions().setEventLoopPoolSize(1))
          .findTransport(new ServerTransport())
          .init()
          .vertx();
  private final Map<String, Consumer<HttpServerResponse>> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Boolean> reset = new CompletableFuture<>();

  private static final class ServerTransport extends JDKTransport {

    @Override
    public boolean supportsDomainSockets() {
      return true;
    }

    @Override
    public java.net.SocketAddress convert(SocketAddress address) {
      return UnixDomainSocketAddress.of(address.path());
    }

    @Override
    public SocketAddress convert(java.net.SocketAddress address) {
      return SocketAddress.domainSocketAddress("peer");
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
      return NioServerDomainSocketChannel::new;
    }

    /** The options of other sockets mean nothing to these. */
    @Override
    public void configure(
        NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {}
  }

  static ScriptedContainerd start() {
    ScriptedContainerd server = new ScriptedContainerd();
    server
        .vertx
        .createHttpServer()
        .requestHandler(server::answer)
        .listen(SocketAddress.domainSocketAddress(server.socket()))
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return server;
  }

  private void answer(HttpServerRequest request) {
    request.response().exceptionHandler(gone -> reset.complete(true));
    request.response().closeHandler(gone -> reset.complete(true));
    request.body(
        body -> {
          byte[] framed = body.result().getBytes();
          String method = request.path().substring(1);
          asked.add(
              new Asked(
                  method,
                  request.getHeader("containerd-namespace"),
                  Arrays.copyOfRange(framed, 5, framed.length)));
          answers
              .getOrDefault(method, response -> refuse(response, 12, ""))
              .accept(request.response());
        });
  }

  /** Has a method answered so. */
  ScriptedContainerd on(String method, Consumer<HttpServerResponse> answer) {
    answers.put(method, answer);
    return this;
  }

  String socket() {
    return directory.resolve("s").toString();
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  /** Completes once a client gives an answer up. */
  CompletableFuture<Boolean> reset() {
    return reset;
  }

  /** An answer of these messages that ends well. */
  static Consumer<HttpServerResponse> messages(MessageLite... messages) {
    return response -> {
      begin(response);
      for (MessageLite message : messages) {
        response.write(frame(0, message.toByteArray()));
      }
      response.putTrailer("grpc-status", "0").end();
    };
  }

  static void begin(HttpServerResponse response) {
    response.setChunked(true).putHeader("content-type", "application/grpc");
  }

  /** An answer of an error, as Go's servers give one before any message. */
  static void refuse(HttpServerResponse response, int status, String message) {
    response
        .putHeader("content-type", "application/grpc")
        .putHeader("grpc-status", Integer.toString(status))
        .putHeader("grpc-message", message)
        .end();
  }

  static Buffer frame(int compressed, byte[] message) {
    return Buffer.buffer()
        .appendByte((byte) compressed)
        .appendInt(message.length)
        .appendBytes(message);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    TemporaryDirectory.delete(directory);
  }
}
