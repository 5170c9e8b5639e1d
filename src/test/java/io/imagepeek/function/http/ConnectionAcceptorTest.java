package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConnectionAcceptorTest {

  private static final int AT_ONCE = 3;

  private final List<Channel> prepared = new ArrayList<>();
  private final List<Channel> served = new ArrayList<>();
  private final EmbeddedChannel listening =
      new EmbeddedChannel(
          new ConnectionAcceptor(AT_ONCE, prepared::add),
          new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object accepted) {
              served.add((Channel) accepted);
            }
          });

  @Test
  void fewBeginAtOnceAndTheNextOnesInTheirOrder() throws Exception {
    List<EmbeddedChannel> connections = connect(AT_ONCE + 4);
    assertThat(served).isEqualTo(connections.subList(0, AT_ONCE)).isEqualTo(prepared);

    EmbeddedChannel speaking = connections.get(0);
    speaking.register();
    assertServed(connections, AT_ONCE);
    speaking.writeInbound("a request");
    assertServed(connections, AT_ONCE + 1);
    speaking.writeInbound("another");
    assertServed(connections, AT_ONCE + 1);

    EmbeddedChannel leaving = connections.get(1);
    leaving.register();
    leaving.close().syncUninterruptibly();
    assertServed(connections, AT_ONCE + 2);

    EmbeddedChannel silent = connections.get(2);
    silent.freezeTime();
    silent.register();
    silent.advanceTimeBy(999, TimeUnit.MICROSECONDS);
    silent.runScheduledPendingTasks();
    assertServed(connections, AT_ONCE + 2);
    silent.advanceTimeBy(1, TimeUnit.MICROSECONDS);
    silent.runScheduledPendingTasks();
    assertServed(connections, AT_ONCE + 3);
    silent.writeInbound("a late request");
    silent.close().syncUninterruptibly();
    assertServed(connections, AT_ONCE + 3);
  }

  @Test
  void whoStillWaitsWhenTheServerClosesIsClosed() {
    List<EmbeddedChannel> connections = connect(AT_ONCE + 1);

    listening.close().syncUninterruptibly();

    assertThat(connections.get(AT_ONCE).isOpen()).isFalse();
    assertThat(connections.get(0).isOpen()).isTrue();
  }

  private List<EmbeddedChannel> connect(int count) {
    List<EmbeddedChannel> connections =
        IntStream.range(0, count).mapToObj(i -> new EmbeddedChannel(false, false)).toList();
    listening.writeInbound(connections.toArray());
    return connections;
  }

  private void assertServed(List<EmbeddedChannel> connections, int count) {
    listening.runPendingTasks();
    assertThat(served).isEqualTo(connections.subList(0, count));
  }
}
