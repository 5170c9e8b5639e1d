package io.imagepeek.source.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/**
 * Vert.x over the JDK's own unix sockets. The native transports that Vert.x knows for them do not
 * work in native executables, and load a library for each platform.
 */
final class UnixSocketTransport extends JDKTransport {

  @Override
  public boolean supportsDomainSockets() {
    return true;
  }

  @Override
  public java.net.SocketAddress convert(SocketAddress address) {
    return address.isDomainSocket()
        ? UnixDomainSocketAddress.of(address.path())
        : super.convert(address);
  }

  @Override
  public SocketAddress convert(java.net.SocketAddress address) {
    // The near end of a connection has no path.
    return address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()
        ? SocketAddress.domainSocketAddress(unix.getPath().toString())
        : super.convert(address);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return domainSocket ? NioDomainSocketChannel::new : super.channelFactory(false);
  }
}
