package io.imagepeek.function.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands new connections to the server few at a time, in the order in which they came. An event loop
 * serves all its connections in turn, and the first request of a new one is its dearest; of
 * thousands that come at once each would have that before a kept connection is looked at again.
 *
 * <p>For one listening socket; its state is that of the socket's thread.
 */
final class ConnectionAcceptor extends ChannelInboundHandlerAdapter {

  /** Who has said nothing for so long has cost nothing, and the next one begins. */
  private static final long SILENT_MILLIS = 1;

  private final int atOnce;
  private final Consumer<Channel> prepare;
  private final Deque<Channel> waiting = new ArrayDeque<>();
  private int beginning;

  /**
   * @param atOnce how many begin at the same time: enough to keep all event loops busy, or callers
   *     wait for nothing; with more of them a kept connection waits longer
   * @param prepare is called for each connection before the server sees it
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

  /** Tells once that a connection's first bytes have been dealt with, or that there are none. */
  private static final class Beginning extends ChannelInboundHandlerAdapter {

    private final Runnable begun;
    private boolean told;

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
      if (!told) {
        told = true;
        begun.run();
        if (!ctx.isRemoved()) {
          ctx.pipeline().remove(this);
        }
      }
    }
  }
}
