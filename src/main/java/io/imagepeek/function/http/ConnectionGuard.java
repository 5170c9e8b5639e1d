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
 * Has each connection of the server read by a {@link RequestDecoder}. The server offers no place
 * for one, nor a bound on the time of a head. What it does offer is the transport, which sees every
 * server before it is bound; and the way to the transport is the builder of Vert.x, which its
 * options show to a factory of metrics alone. There are no metrics.
 */
@Singleton
class ConnectionGuard implements VertxOptionsCustomizer, HttpServerOptionsCustomizer {

  /** As the server names its own. */
  private static final String DECODER = "httpDecoder";

  private static final String ENCODER = "httpEncoder";

  /** There is one event loop for each processor. */
  private static final int BEGINNING_PER_PROCESSOR = 4;

  private final ServingSettings settings;

  /** There only once the application has started. */
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
    options.setMetricsOptions(new MetricsOptions().setFactory(new Way()));
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

  /** The server's options, whose copies have lost what is HTTP's; empty for all other servers. */
  private Optional<HttpServerOptions> served(NetServerOptions options) {
    return servers.stream()
        .filter(server -> server.getPort() == options.getPort())
        .filter(server -> server.getHost().equals(options.getHost()))
        .findFirst();
  }

  private ByteBuf answer(ChannelHandlerContext ctx, RejectedRequest refusal) {
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
    RequestDecoder decoder = new RequestDecoder(options, settings.headTime(), this::answer);
    pipeline.replace(DECODER, DECODER, decoder);
    pipeline.addAfter(ENCODER, "answers", decoder.answers());
  }

  /** Leads to the transport. */
  private final class Way implements VertxMetricsFactory {

    @Override
    public void init(VertxBuilder builder) {
      builder.findTransport(new Watching());
    }

    @Override
    public @Nullable VertxMetrics metrics(VertxOptions options) {
      return null;
    }
  }

  /** The transport of the JDK, which is the only one here, with an eye on the server. */
  private final class Watching extends JDKTransport {

    @Override
    public void configure(NetServerOptions options, boolean domain, ServerBootstrap bootstrap) {
      super.configure(options, domain, bootstrap);
      served(options)
          .ifPresent(
              server -> {
                bootstrap.handler(
                    new ConnectionAcceptor(
                        BEGINNING_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(),
                        accepted -> accepted.pipeline().addLast(new Arriving(server))));
                if (options.getReceiveBufferSize() == -1) {
                  bootstrap.childOption(ChannelOption.RCVBUF_ALLOCATOR, inTurn());
                }
              });
    }

    /**
     * One read of a connection, then the others have theirs: of thousands that send large bodies at
     * once each would otherwise have sixteen reads before a small request has its first.
     */
    private static RecvByteBufAllocator inTurn() {
      return new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1);
    }
  }

  /** Waits until the server's decoder is there: at once, with TLS when that has been agreed on. */
  private final class Arriving extends ChannelInboundHandlerAdapter {

    private final HttpServerOptions options;

    Arriving(HttpServerOptions options) {
      this.options = options;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ChannelPipeline pipeline = ctx.pipeline();
      if (pipeline.get(DECODER) != null) {
        guard(pipeline, options);
      } else {
        // Behind TLS, and before the decoder that is to come.
        pipeline.addLast(new Unsealing());
      }
      ctx.fireChannelActive();
      pipeline.remove(this);
    }

    /** The first bytes of HTTP. */
    private final class Unsealing extends ChannelInboundHandlerAdapter {
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
