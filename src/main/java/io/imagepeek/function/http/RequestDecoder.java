package io.imagepeek.function.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of one connection as the server's own decoder does, and refuses some that it
 * would accept or end without a response: heads that take too long or contradict themselves, and
 * malformed chunks. The response to a refused request follows those of earlier requests; then the
 * connection is closed. Used by the event loop of its connection only.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {

  private static final Logger LOG = Logger.getLogger(RequestDecoder.class);

  private final Duration time;
  private final BiFunction<ChannelHandlerContext, RejectedRequest, ByteBuf> responses;
  private @Nullable Future<?> clock;
  private boolean begun;
  private boolean inBody;
  private boolean lengthToo;
  private @Nullable RejectedRequest refusal;
  private boolean ofBody;

  /** Requests that were passed on and whose responses have not ended. */
  private int pending;

  private boolean responding;
  private boolean closing;
  private boolean sealed;

  /** The last response has ended, and the rest of the request's body is discarded. */
  private boolean discarding;

  /**
   * @param time from a head's first byte to its end, and until the first byte of a new connection
   * @param responses makes the response to a refused request
   */
  RequestDecoder(
      HttpServerOptions options,
      Duration time,
      BiFunction<ChannelHandlerContext, RejectedRequest, ByteBuf> responses) {
    super(options);
    this.time = time;
    this.responses = responses;
  }

  /** The handler that sees the responses before they are encoded. */
  ChannelHandler responseHandler() {
    return new ResponseHandler();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    clock = schedule(ctx, this::late);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
    stopClock();
    super.handlerRemoved0(ctx);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    if (refusal != null || discarding) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!inBody && !begun) {
      begun = true;
      stopClock();
      clock = schedule(ctx, this::late);
    }
    int first = out.size();
    super.decode(ctx, in, out);
    for (int i = first; i < out.size(); i++) {
      if (!passes(ctx, (HttpObject) out.get(i))) {
        List<Object> refused = out.subList(i, out.size());
        refused.forEach(ReferenceCountUtil::release);
        refused.clear();
      }
    }
  }

  @Override
  protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
      throws Exception {
    if (refusal == null && !discarding) {
      super.decodeLast(ctx, in, out);
    }
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    lengthToo = true;
    super.handleTransferEncodingChunkedWithContentLength(message);
  }

  private boolean passes(ChannelHandlerContext ctx, HttpObject read) {
    if (read instanceof HttpRequest request) {
      stopClock();
      begun = false;
      Optional<RejectedRequest> refused = FramingRules.refusal(request, lengthToo);
      lengthToo = false;
      if (refused.isPresent()) {
        refuse(ctx, refused.get(), false);
        return false;
      }
      pending++;
      inBody = true;
    }
    if (read instanceof HttpContent && read.decoderResult().isFailure()) {
      refuse(ctx, new RejectedRequest(400, "the chunks of the body are malformed"), true);
      return false;
    }
    if (read instanceof LastHttpContent) {
      inBody = false;
    }
    return true;
  }

  private void late(ChannelHandlerContext ctx) {
    if (begun) {
      refuse(ctx, new RejectedRequest(408, "the headers did not arrive in time"), false);
    } else {
      close(ctx);
    }
  }

  private static void close(ChannelHandlerContext ctx) {
    var unused = ctx.close();
  }

  private void refuse(ChannelHandlerContext ctx, RejectedRequest refused, boolean itsBody) {
    LOG.infof("a request was refused: %d, %s", refused.status(), refused.error());
    stopClock();
    refusal = refused;
    ofBody = itsBody;
    respondInOrder(ctx);
  }

  /** Sends the response to a refused request, once all earlier responses have ended. */
  private void respondInOrder(ChannelHandlerContext ctx) {
    if (refusal == null || sealed || pending > (ofBody ? 1 : 0)) {
      return;
    }
    sealed = true;
    boolean hasResponse = ofBody && (pending == 0 || responding);
    ByteBuf last = hasResponse ? ctx.alloc().buffer(0) : responses.apply(ctx, refusal);
    ctx.writeAndFlush(last)
        .addListener(
            sent -> {
              if (sent.isSuccess() && ctx.pipeline().get(SslHandler.class) == null) {
                var unused = ((DuplexChannel) ctx.channel()).shutdownOutput();
              }
            });
    // Read on, and discard: the server may have paused the connection.
    ctx.channel().config().setAutoRead(true);
    Future<?> end =
        ctx.executor()
            .schedule(() -> close(ctx), IncomingBody.LINGER_MILLIS, TimeUnit.MILLISECONDS);
    ctx.channel().closeFuture().addListener((ChannelFutureListener) closed -> end.cancel(false));
  }

  private Future<?> schedule(ChannelHandlerContext ctx, Consumer<ChannelHandlerContext> task) {
    return ctx.executor().schedule(() -> task.accept(ctx), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopClock() {
    if (clock != null) {
      clock.cancel(false);
      clock = null;
    }
  }

  /** Counts responses, and drops all that the server sends after a refusal. */
  private final class ResponseHandler extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object part, ChannelPromise promise) {
      if (sealed) {
        ReferenceCountUtil.release(part);
        promise.tryFailure(new ClosedChannelException());
        return;
      }
      if (part instanceof HttpResponse response) {
        if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
          var unused = ctx.write(part, promise);
          return;
        }
        responding = true;
        closing = !HttpUtil.isKeepAlive(response);
      }
      var unused = ctx.write(part, promise);
      if (part instanceof LastHttpContent) {
        responding = false;
        pending--;
        discarding = closing && inBody;
        ChannelHandlerContext decoder = ctx.pipeline().context(RequestDecoder.this);
        if (decoder != null) {
          respondInOrder(decoder);
        }
      }
    }
  }
}
