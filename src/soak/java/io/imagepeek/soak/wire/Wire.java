package io.imagepeek.soak.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** Bytes and sockets. */
public final class Wire {

  private Wire() {}

  /** The bytes of a text of HTTP. */
  public static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(ISO_8859_1)).asReadOnlyBuffer();
  }

  /** So many times the same byte. */
  public static ByteBuffer filler(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) ' ');
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** Closes a connection; whatever is under way in it is lost, and the other end is told so. */
  static void reset(SocketChannel channel) throws IOException {
    if (channel.isOpen()) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.close();
    }
  }
}
