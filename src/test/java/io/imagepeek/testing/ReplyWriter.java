package io.imagepeek.testing;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.Arrays;

/** Puts one reply on the wire. Runs on the connection's event loop. */
final class ReplyWriter {

  private static final int ENDLESS_PIECE_BYTES = 16 * 1024;
  private static final int PIECES_AT_A_TIME = 8;
  private static final long HTTP2_INTERNAL_ERROR = 2;

  private final Vertx vertx;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Exchange exchange;
  private final boolean http2;
  private boolean ending;

  ReplyWriter(Vertx vertx, HttpServerRequest request, Exchange exchange) {
    this.vertx = vertx;
    this.request = request;
    this.response = request.response();
    this.exchange = exchange;
    this.http2 = request.version() == HttpVersion.HTTP_2;
    request.exceptionHandler(failure -> gone());
    response.exceptionHandler(failure -> gone());
    response.closeHandler(closed -> gone());
  }

  /** The peer went away; where the response is being ended, its last write tells more. */
  private void gone() {
    if (!ending) {
      exchange.resetByClient();
    }
  }

  void write(Reply reply) {
    if (!exchange.isOpen()) {
      return;
    }
    if (reply instanceof Reply.Answer answer) {
      answer(answer);
    } else if (reply instanceof Reply.Drip drip) {
      drip(drip);
    } else if (reply instanceof Reply.Endless endless) {
      endless(endless);
    } else if (reply instanceof Reply.Truncated truncated) {
      truncated(truncated);
    } else if (reply instanceof Reply.Reset reset) {
      reset(reset);
    } else if (reply instanceof Reply.Delayed delayed) {
      long millis = Math.max(1, delayed.by().toMillis());
      vertx.setTimer(millis, timer -> write(delayed.reply()));
    } else if (reply instanceof Reply.Held held) {
      var context = vertx.getOrCreateContext();
      held.until().whenComplete((value, error) -> context.runOnContext(go -> write(held.reply())));
    }
    // What is left is NoAnswer: nothing to do.
  }

  private void head(Reply.Head head) {
    response.setStatusCode(head.status());
    head.headers().forEach(header -> response.headers().add(header.name(), header.value()));
  }

  private void answer(Reply.Answer answer) {
    head(answer.head());
    int length = answer.body().length;
    if (!response.headers().contains("Content-Length") && answer.head().status() != 204) {
      response.putHeader("Content-Length", "" + length);
    }
    if (request.method().name().equals("HEAD")) {
      end(response.end(), 0);
    } else {
      end(response.end(Buffer.buffer(answer.body())), length);
    }
  }

  private void end(Future<Void> written, long bytes) {
    ending = true;
    written.onComplete(
        result -> {
          if (result.succeeded()) {
            exchange.wrote(bytes);
            exchange.done();
          } else {
            exchange.resetByClient();
          }
        });
  }

  private void drip(Reply.Drip drip) {
    head(drip.head());
    response.setChunked(true);
    Buffer piece = Buffer.buffer(drip.piece());
    long[] left = {drip.pieces()};
    response.writeHead();
    vertx.setPeriodic(
        Math.max(1, drip.pause().toMillis()),
        timer -> {
          if (!exchange.isOpen()) {
            vertx.cancelTimer(timer);
          } else if (left[0]-- > 0) {
            response.write(piece).onSuccess(done -> exchange.wrote(piece.length()));
          } else {
            vertx.cancelTimer(timer);
            end(response.end(), 0);
          }
        });
  }

  private void endless(Reply.Endless endless) {
    head(endless.head());
    response.setChunked(true);
    byte[] piece = new byte[ENDLESS_PIECE_BYTES];
    Arrays.fill(piece, (byte) ' ');
    pump(Buffer.buffer(piece));
  }

  private void pump(Buffer piece) {
    for (int i = 0; i < PIECES_AT_A_TIME && !response.writeQueueFull(); i++) {
      if (!exchange.isOpen()) {
        return;
      }
      response.write(piece).onSuccess(done -> exchange.wrote(piece.length()));
    }
    if (response.writeQueueFull()) {
      response.drainHandler(drained -> pump(piece));
    } else {
      // A fast reader must not keep this thread from noticing that it has gone.
      vertx.runOnContext(again -> pump(piece));
    }
  }

  private void truncated(Reply.Truncated truncated) {
    head(truncated.head());
    Long declared = truncated.declared();
    if (declared == null) {
      response.setChunked(true);
    } else {
      response.putHeader("Content-Length", "" + declared);
    }
    Buffer sent = Buffer.buffer(truncated.sent());
    response
        .write(sent)
        .onSuccess(
            done -> {
              exchange.wrote(sent.length());
              exchange.done();
              if (!http2) {
                request.connection().close();
              } else if (declared == null) {
                response.reset(HTTP2_INTERNAL_ERROR);
              } else {
                response.end();
              }
            });
  }

  private void reset(Reply.Reset reset) {
    Reply.Head head = reset.head();
    if (head == null) {
      abort();
      return;
    }
    head(head);
    response.setChunked(true);
    Buffer sent = Buffer.buffer(reset.sent());
    response
        .write(sent)
        .onSuccess(
            done -> {
              exchange.wrote(sent.length());
              abort();
            });
  }

  private void abort() {
    exchange.done();
    if (http2) {
      response.reset(HTTP2_INTERNAL_ERROR);
    } else {
      abort(((ConnectionBase) request.connection()).channel());
    }
  }

  /** Closes with RST; from the pipeline's head, so that TLS does not say good-bye first. */
  static void abort(Channel channel) {
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var unused = channel.pipeline().firstContext().close();
  }
}
