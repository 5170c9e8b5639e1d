package io.imagepeek.source.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the idle connections to all hosts together. The client's pools are per host, and keep a
 * connection for as long as its registry allows. The one that was idle longest is closed first.
 * Safe for many threads.
 */
final class IdleConnections {

  /** For a request that got the connection, and has not used it yet, when it is closed. */
  private static final long GRACE_SECONDS = 10;

  private final int total;
  private final Duration time;

  /** The idle connections, the one that was idle longest first. */
  private final Set<Watched> idle = new LinkedHashSet<>();

  /**
   * No connections yet.
   *
   * @param total the idle connections at most
   * @param time after which an idle connection is closed
   */
  IdleConnections(int total, Duration time) {
    this.total = total;
    this.time = time;
  }

  /** Watches a new connection. Called on its event loop. */
  void watch(HttpConnection connection) {
    ChannelHandlerContext channel = ((ConnectionBase) connection).channelHandlerContext();
    Watched watched = new Watched(connection, channel.executor());
    Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
    if (http2 == null) {
      channel.pipeline().addBefore(channel.name(), "idle-connections", watched.overHttp1());
    } else {
      http2.connection().addListener(watched.overHttp2());
    }
    channel.channel().closeFuture().addListener(closed -> forget(watched));
  }

  private void idle(Watched watched) {
    Watched surplus = null;
    synchronized (this) {
      watched.timer = watched.loop.schedule(watched::close, time.toMillis(), TimeUnit.MILLISECONDS);
      idle.add(watched);
      if (idle.size() > total) {
        Iterator<Watched> oldest = idle.iterator();
        surplus = oldest.next();
        oldest.remove();
      }
    }
    if (surplus != null) {
      surplus.loop.execute(surplus::close);
    }
  }

  private synchronized void forget(Watched watched) {
    idle.remove(watched);
    if (watched.timer != null) {
      watched.timer.cancel(false);
      watched.timer = null;
    }
  }

  /** A connection; all but the timer is used by its event loop alone. */
  private final class Watched {

    private final HttpConnection connection;
    private final EventExecutor loop;
    private @Nullable Future<?> timer;
    private int underWay;

    Watched(HttpConnection connection, EventExecutor loop) {
      this.connection = connection;
      this.loop = loop;
    }

    private void begins() {
      underWay++;
      forget(this);
    }

    private void close() {
      if (underWay == 0) {
        var unused = connection.shutdown(GRACE_SECONDS, TimeUnit.SECONDS);
      }
    }

    /** Over HTTP/1.1 there is one exchange after the other. */
    private ChannelDuplexHandler overHttp1() {
      return new ChannelDuplexHandler() {
        private boolean informational;

        @Override
        public void write(ChannelHandlerContext ctx, Object part, ChannelPromise promise) {
          if (part instanceof HttpRequest) {
            begins();
          }
          var unused = ctx.write(part, promise);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object part) {
          if (part instanceof HttpResponse response) {
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
          }
          boolean last = part instanceof LastHttpContent && !informational;
          if (last) {
            underWay--;
          }
          // The pool may have another exchange begin at once.
          ctx.fireChannelRead(part);
          if (last && underWay == 0) {
            idle(Watched.this);
          }
        }
      };
    }

    private Http2ConnectionAdapter overHttp2() {
      return new Http2ConnectionAdapter() {
        @Override
        public void onStreamActive(Http2Stream stream) {
          begins();
        }

        @Override
        public void onStreamClosed(Http2Stream stream) {
          underWay--;
          if (underWay == 0) {
            idle(Watched.this);
          }
        }
      };
    }
  }
}
