package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** A regular file that is open for reading. Each read has a limit. */
final class LocalFile implements AutoCloseable {

  /** The bytes to compare at once. */
  private static final int PIECE_BYTES = 64 * 1024;

  private final FileChannel channel;
  private final String shown;

  /**
   * @param shown the file's name in messages
   */
  LocalFile(FileChannel channel, String shown) {
    this.channel = channel;
    this.shown = shown;
  }

  /** The file's name in messages. */
  String shown() {
    return shown;
  }

  /** Its size in bytes, now. */
  long size() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * The whole file.
   *
   * @throws InspectImageFailure if it has more bytes than the limit, or grows beyond it meanwhile
   */
  byte[] readAll(int limit, MemoryAllowance room) {
    long size = size();
    requireWithin(size, limit, shown);
    room.require(size);
    try {
      // The file may grow while it is read.
      byte[] content = Channels.newInputStream(channel).readNBytes(limit + 1);
      requireWithin(content.length, limit, shown);
      room.take(content.length);
      return content;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Refuses a size beyond the limit. */
  static void requireWithin(long size, int limit, String shown) {
    if (size > limit) {
      throw new InspectImageFailure(shown + " has more bytes than the limit of " + limit);
    }
  }

  /** The first bytes, up to a limit. */
  byte[] start(int most) {
    try {
      return Channels.newInputStream(channel).readNBytes(most);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads at most as many bytes as the buffer has room for, from an offset of the file.
   *
   * @return the bytes read, -1 at the end of the file
   */
  int read(ByteBuffer buffer, long offset) throws IOException {
    return channel.read(buffer, offset);
  }

  /** A piece of the file within limits that the caller has checked. */
  byte[] read(long offset, int length) {
    ByteBuffer piece = ByteBuffer.allocate(length);
    fill(piece, offset);
    return piece.array();
  }

  /**
   * Whether two parts of the file are the same, byte for byte. Only a small piece is in memory at a
   * time.
   *
   * @param before runs before each piece is read, and may end the comparison by an exception
   */
  boolean same(long one, long other, long length, Runnable before) {
    int most = (int) Math.min(PIECE_BYTES, length);
    ByteBuffer first = ByteBuffer.allocate(most);
    ByteBuffer second = ByteBuffer.allocate(most);
    for (long at = 0; at < length; at += most) {
      before.run();
      int count = (int) Math.min(most, length - at);
      fill(first.clear().limit(count), one + at);
      fill(second.clear().limit(count), other + at);
      if (!first.flip().equals(second.flip())) {
        return false;
      }
    }
    return true;
  }

  private void fill(ByteBuffer piece, long offset) {
    try {
      while (piece.hasRemaining()) {
        if (channel.read(piece, offset + piece.position()) < 0) {
          throw new InspectImageFailure(shown + " is truncated");
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private InspectImageFailure unreadable(IOException cause) {
    return new InspectImageFailure(shown + " cannot be read", cause);
  }
}
