package io.imagepeek.function.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes new connections to the server a few at a time, in order. An event loop serves its
 * connections one after another, and the first request of each costs the most. Without this limit,
 * thousands of new connections would all be served before an open one.
 *
 * <p>For one listening socket. Used by the thread of that socket only.
 */
final class ConnectionAcceptor extends ChannelInboundHandlerAdapter {

  /** A connection that is silent for so long costs nothing, so the next one may begin. */
  private static final long SILENT_MILLIS = 1;

  private final int atOnce;
  private final Consumer<Channel> prepare;
  private final Deque<Channel> waiting = new ArrayDeque<>();
  private int beginning;

  /**
   * @param atOnce how many may begin at the same time: enough to keep all event loops busy; with
   *     more of them open connections wait longer
   * @param prepare called for each connection before the server sees it
   */
  ConnectionAcceptor(int atOnce, Consumer<Channel> prepare) {
    this.atOnce = atOnce;
    this.prepare = prepare;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object accepted) {
    waiting.add((Channel) accepted);
    next(ctx);
  }

  private void next(ChannelHandlerContext ctx) {
    while (beginning < atOnce && !waiting.isEmpty()) {
      Channel accepted = waiting.remove();
      beginning++;
      prepare.accept(accepted);
      accepted.pipeline().addLast(new Beginning(() -> ctx.executor().execute(() -> begun(ctx))));
      ctx.fireChannelRead(accepted);
    }
  }

  private void begun(ChannelHandlerContext ctx) {
    beginning--;
    next(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    for (Channel accepted : waiting) {
      accepted.unsafe().closeForcibly(); // it has no event loop yet that could close it
    }
    ctx.fireChannelInactive();
  }

  /** Reports once that the first bytes of a connection have been read, or that there are none. */
  private static final class Beginning extends ChannelInboundHandlerAdapter {

    private final Runnable begun;
    private boolean reported;

    Beginning(Runnable begun) {
      this.begun = begun;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      var unused = ctx.executor().schedule(() -> end(ctx), SILENT_MILLIS, TimeUnit.MILLISECONDS);
      ctx.fireChannelActive();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.fireChannelReadComplete();
      end(ctx);
    }

    @Override
    public void channelUnregistered(ChannelHandlerContext ctx) {
      ctx.fireChannelUnregistered();
      end(ctx);
    }

    private void end(ChannelHandlerContext ctx) {
      if (!reported) {
        reported = true;
        begun.run();
        if (!ctx.isRemoved()) {
          ctx.pipeline().remove(this);
        }
      }
    }
  }
}
