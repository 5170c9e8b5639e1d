package io.imagepeek.soak.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One caller, in a connection of his own. All but the beginning is the loop's thread's. */
final class Exchange implements Loop.Connection {

  private static final Duration PACE = Duration.ofMillis(100);

  private final Loop loop;
  private final Ask ask;
  private final Consumer<Outcome> told;
  private final AnswerReader answer = new AnswerReader();
  private final Outgoing outgoing;
  private final long start = System.nanoTime();
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private boolean deaf;
  private boolean over;

  /**
   * Begins nothing yet.
   *
   * @param told is called once, by the loop's thread
   */
  Exchange(Loop loop, Ask ask, Consumer<Outcome> told) {
    this.loop = loop;
    this.ask = ask;
    this.told = told;
    outgoing = new Outgoing(ask.parts(), ask.bytesPerSecond(), ask.endless());
  }

  void begin(InetSocketAddress target) {
    try {
      SocketChannel opened = SocketChannel.open();
      channel = opened;
      key = loop.register(opened, SelectionKey.OP_CONNECT, this);
      if (opened.connect(target)) {
        connected();
      }
    } catch (IOException e) {
      failed(e);
    }
    Duration leaves = ask.leaves();
    if (leaves != null) {
      loop.after(leaves, this::cutOff);
    }
  }

  private void connected() throws IOException {
    write();
  }

  @Override
  public void ready(SelectionKey selected) throws IOException {
    SocketChannel socket = channel;
    if (socket == null) {
      return;
    }
    if (selected.isConnectable()) {
      socket.finishConnect();
      connected();
    }
    if (selected.isValid() && selected.isReadable()) {
      read(socket);
    }
    if (selected.isValid() && selected.isWritable()) {
      write();
    }
  }

  private void read(SocketChannel socket) throws IOException {
    ByteBuffer buffer = loop.buffer();
    int count = socket.read(buffer);
    answer.read(buffer.flip());
    if (answer.whole(count < 0)) {
      end(new Outcome.Answered(answer.status(), millis(), answer.retryAfter(), answer.tail()));
    } else if (count < 0) {
      closed("closed");
    }
  }

  private void closed(String how) {
    String why = answer.begun() ? how + " in the middle of an answer" : how + " without an answer";
    end(ask.due() ? new Outcome.Unanswered(why) : new Outcome.Dismissed());
  }

  private void write() {
    if (over || key == null || channel == null) {
      return;
    }
    int reading = ask.reads() ? SelectionKey.OP_READ : 0;
    if (deaf) {
      key.interestOps(SelectionKey.OP_READ);
      return;
    }
    try {
      switch (outgoing.write(channel)) {
        case BLOCKED -> key.interestOps(reading | SelectionKey.OP_WRITE);
        case DONE -> key.interestOps(reading);
        case PACED -> {
          key.interestOps(reading);
          loop.after(PACE, this::write);
        }
      }
    } catch (IOException e) {
      // It takes no more; what it has said before can still be read.
      deaf = true;
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  private double millis() {
    return (System.nanoTime() - start) / 1e6;
  }

  /** By the loop's thread. */
  void cutOff() {
    boolean late = ask.due() && ask.leaves() == null && millis() > ask.patience().toMillis();
    end(late ? new Outcome.Unanswered("nothing in " + ask.patience()) : new Outcome.CutOff());
  }

  @Override
  public void failed(IOException cause) {
    closed("reset");
  }

  private void end(Outcome outcome) {
    if (over) {
      return;
    }
    over = true;
    try {
      if (channel != null) {
        Wire.reset(channel);
      }
    } catch (IOException e) {
      throw new IllegalStateException("a connection cannot be closed", e);
    }
    told.accept(outcome);
  }
}
