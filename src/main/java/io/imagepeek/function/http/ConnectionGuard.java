package io.imagepeek.function.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.HttpErrorResponses;
import io.imagepeek.function.JsonWriter;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.function.ServingSettings;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.VertxMetrics;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link RequestDecoder} read each connection of the server. Vert.x has no setting for a
 * decoder, nor a timeout for heads. But its transport sees every server before it is bound. The
 * only access to the transport is the builder of Vert.x, which is passed to a factory of metrics;
 * so this class sets one, which makes no metrics.
 */
@Singleton
class ConnectionGuard implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

  /** The name of the server's own decoder. */
  private static final String DECODER = "httpDecoder";

  private static final String ENCODER = "httpEncoder";

  /** New connections at once for each event loop; there is one for each processor. */
  private static final int NEW_PER_PROCESSOR = 4;

  private final ServingSettings settings;

  /** Available only when the application has started. */
  private final Instance<ObjectMapper> json;

  private final List<HttpServerOptions> servers = new ArrayList<>();
  private @Nullable JsonWriter writer;

  ConnectionGuard(ServingSettings settings, Instance<ObjectMapper> json) {
    if (settings.headTime().toMillis() < 1) {
      throw new IllegalArgumentException("imagepeek.serving.head-time: must be at least 1 ms");
    }
    this.settings = settings;
    this.json = json;
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it is a builder that Quarkus keeps to itself
  public void accept(VertxOptions options) {
    options.setMetricsOptions(new MetricsOptions().setFactory(new TransportAccess()));
  }

  @Override
  public void customizeHttpServer(HttpServerOptions options) {
    writer = new JsonWriter(json.get());
    servers.add(options);
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    customizeHttpServer(options);
  }

  /** The HTTP options of a server, which the copies for the transport lack; empty for others. */
  private Optional<HttpServerOptions> served(NetServerOptions options) {
    return servers.stream()
        .filter(server -> server.getPort() == options.getPort())
        .filter(server -> server.getHost().equals(options.getHost()))
        .findFirst();
  }

  private ByteBuf response(ChannelHandlerContext ctx, RejectedRequest refusal) {
    byte[] body =
        requireNonNull(writer).bytes(HttpErrorResponses.of(refusal.status(), refusal.error()));
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(HttpResponseStatus.valueOf(refusal.status())).append("\r\n");
    ResponseHeaders.ALWAYS.forEach(
        (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    head.append("Content-Type: application/json\r\nContent-Length: ").append(body.length);
    head.append("\r\nConnection: close\r\n\r\n");
    ByteBuf all = ctx.alloc().buffer();
    all.writeCharSequence(head, StandardCharsets.US_ASCII);
    return all.writeBytes(body);
  }

  private void guard(ChannelPipeline pipeline, HttpServerOptions options) {
    RequestDecoder decoder = new RequestDecoder(options, settings.headTime(), this::response);
    pipeline.replace(DECODER, DECODER, decoder);
    pipeline.addAfter(ENCODER, "responses", decoder.responseHandler());
  }

  /** Sets the transport; makes no metrics. */
  private final class TransportAccess implements VertxMetricsFactory {

    @Override
    public void init(VertxBuilder builder) {
      builder.findTransport(new GuardingTransport());
    }

    @Override
    public @Nullable VertxMetrics metrics(VertxOptions options) {
      return null;
    }
  }

  /** The transport of the JDK, the only one on the class path, which also guards the server. */
  private final class GuardingTransport extends JDKTransport {

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
      super.configure(options, domain, bootstrap);
      served(options)
          .ifPresent(
              server -> {
                bootstrap.handler(
                    new ConnectionAcceptor(
                        NEW_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                        accepted -> accepted.pipeline().addLast(new NewConnection(server))));
                if (options.getReceiveBufferSize() == -1) {
                  bootstrap.childOption(ChannelOption.RCVBUF_ALLOCATOR, oneReadEach());
                }
              });
    }

    /**
     * One read of a connection, then those of the others. With Netty's default of sixteen, a small
     * request would wait long when thousands of connections send large bodies.
     */
    private static RecvByteBufAllocator oneReadEach() {
      return new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1);
    }
  }

  /** Waits until the server's decoder is there: at once, or with TLS after the handshake. */
  private final class NewConnection extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    NewConnection(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ChannelPipeline pipeline = ctx.pipeline();
      if (pipeline.get(DECODER) != null) {
        guard(pipeline, options);
      } else {
        // After the handler of TLS, and before the decoder that it will add.
        pipeline.addLast(new Decrypted());
      }
      ctx.fireChannelActive();
      pipeline.remove(this);
    }

    /** Sees the first bytes of HTTP. */
    private final class Decrypted extends ChannelInboundHandlerAdapter {
      @Override
      public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (ctx.pipeline().get(DECODER) != null) {
          guard(ctx.pipeline(), options);
        }
        ctx.fireChannelRead(bytes);
        ctx.pipeline().remove(this);
      }
    }
  }
}
