package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * An archive as a stream of which only the headers are read. What is between them is passed over:
 * whoever reads it learns how long it is and nothing else.
 *
 * <p>All headers together are bounded, and those of each entry: the tar library reads long names
 * and extended headers as a whole, and calls itself for each one that follows another.
 */
final class HeaderStream extends InputStream {

  /** Extended headers of one entry take some hundred bytes, rarely some thousand. */
  private static final int ENTRY_BYTES = 1024 * 1024;

  private static final int WINDOW_BYTES = 4 * 1024;

  private final LocalFile file;
  private final long end;
  private final long limit;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long position;
  private long contentEnd;
  private long headerBytes;
  private long entryBytes;

  /**
   * @param limit the bytes of all headers at most
   */
  HeaderStream(LocalFile file, long limit) {
    this.file = file;
    this.end = file.size();
    this.limit = limit;
  }

  /** The offset of the next byte in the archive. */
  long position() {
    return position;
  }

  /** The archive's size in bytes, when it was opened. */
  long end() {
    return end;
  }

  /**
   * Moves over an entry's content, however long it is, in one step.
   *
   * @param contentEnd the offset behind the content
   * @param next the offset of the next entry, behind the padding, which is then read as content is
   */
  void passOver(long contentEnd, long next) {
    move(contentEnd - position);
    this.contentEnd = next;
    entryBytes = 0;
  }

  private void move(long count) {
    window.position(window.position() + (int) Math.min(count, window.remaining()));
    position += count;
  }

  /** Counts work that costs as much as if so many bytes of headers had been read. */
  void charge(long bytes) {
    headerBytes += bytes;
    if (headerBytes > limit) {
      throw new InspectImageFailure(
          "the archive has more bytes of headers than the limit of " + limit);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    long until = position < contentEnd ? Math.min(contentEnd, end) : end;
    if (position >= until) {
      return -1;
    }
    int count = (int) Math.min(length, until - position);
    if (position < contentEnd) {
      move(count);
      return count;
    }
    int read = header(buffer, offset, count);
    position += read;
    return read;
  }

  private int header(byte[] buffer, int offset, int length) throws IOException {
    if (!window.hasRemaining()) {
      window.clear();
      int filled = file.read(window, position);
      window.flip();
      if (filled <= 0) {
        throw new InspectImageFailure(file.shown() + " became shorter while it was read");
      }
    }
    int count = Math.min(length, window.remaining());
    window.get(buffer, offset, count);
    charge(count);
    entryBytes += count;
    if (entryBytes > ENTRY_BYTES) {
      throw new InspectImageFailure(
          "an entry of the archive has more bytes of headers than " + ENTRY_BYTES);
    }
    return count;
  }

  // Positions move by reading alone.
  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }
}
