package io.imagepeek.source.engine;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;

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
    // The local end of a connection has no path.
    return address instanceof UnixDomainSocketAddress unix && !unix.getPath().toString().isEmpty()
        ? SocketAddress.domainSocketAddress(unix.getPath().toString())
        : super.convert(address);
  }

  @Override
  public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
    return domainSocket ? UnixSocketTransport::channel : super.channelFactory(false);
  }

  /** Netty alone would open the socket by reflection, which native executables lack. */
  private static Channel channel() {
    try {
      return new NioDomainSocketChannel(SocketChannel.open(StandardProtocolFamily.UNIX));
    } catch (IOException e) {
      throw new ChannelException("a unix socket cannot be opened", e);
    }
  }
}
