package io.imagepeek.soak.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection to a hostile registry. What it is asked has no body. */
final class ServerConnection implements Loop.Connection {

  private static final String HEAD_END = "\r\n\r\n";
  // What skopeo tries first, and takes an end of the connection for a no
  private static final String TLS_HANDSHAKE = "\u0016";
  private static final Duration PACE = Duration.ofMillis(50);

  private final Loop loop;
  private final HostileHost host;
  private final SocketChannel channel;
  private final StringBuilder received = new StringBuilder();
  private @Nullable SelectionKey key;
  private @Nullable Reply reply;
  private @Nullable Outgoing outgoing;

  ServerConnection(Loop loop, HostileHost host, SocketChannel channel) {
    this.loop = loop;
    this.host = host;
    this.channel = channel;
  }

  void register() throws IOException {
    key = loop.register(channel, SelectionKey.OP_READ, this);
  }

  @Override
  public void ready(SelectionKey selected) throws IOException {
    if (selected.isReadable()) {
      ByteBuffer buffer = loop.buffer();
      int count = channel.read(buffer);
      if (count < 0) {
        end();
        return;
      }
      buffer.flip();
      received.append(ISO_8859_1.decode(buffer));
      if (received.indexOf(TLS_HANDSHAKE) == 0) {
        end();
        return;
      }
      next();
    }
    if (selected.isValid() && selected.isWritable()) {
      write();
    }
  }

  private void next() {
    int end = received.indexOf(HEAD_END);
    if (reply != null || end < 0) {
      return;
    }
    String head = received.substring(0, end + 2);
    received.delete(0, end + HEAD_END.length());
    Reply told = host.reply(head);
    reply = told;
    if (told.delay().isZero()) {
      begin(told);
    } else {
      loop.after(told.delay(), () -> begin(told));
    }
  }

  private void begin(Reply told) {
    // The other end may have gone meanwhile.
    if (reply != null) {
      outgoing = new Outgoing(told.parts(), told.bytesPerSecond(), told.endless());
      go();
    }
  }

  private void go() {
    if (reply == null) {
      return;
    }
    try {
      write();
    } catch (IOException e) {
      failed(e);
    }
  }

  private void write() throws IOException {
    if (outgoing == null || reply == null || key == null) {
      return;
    }
    switch (outgoing.write(channel)) {
      case BLOCKED -> key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      case PACED -> {
        key.interestOps(SelectionKey.OP_READ);
        loop.after(PACE, this::go);
      }
      case DONE -> {
        key.interestOps(SelectionKey.OP_READ);
        done(reply);
      }
    }
  }

  private void done(Reply said) throws IOException {
    outgoing = null;
    switch (said.end()) {
      case KEEP -> {
        reply = null;
        host.replied();
        next();
      }
      case CLOSE -> end();
      case RESET -> reset();
      case SILENCE -> {}
    }
  }

  void reset() {
    try {
      Wire.reset(channel);
    } catch (IOException e) {
      throw new IllegalStateException("a connection cannot be closed", e);
    }
    gone();
  }

  private void end() throws IOException {
    channel.close();
    gone();
  }

  private void gone() {
    if (reply != null) {
      reply = null;
      outgoing = null;
      host.replied();
    }
    host.gone(this);
  }

  @Override
  public void failed(IOException cause) {
    reset();
  }
}
