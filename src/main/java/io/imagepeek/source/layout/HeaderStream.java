package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * An archive as a stream that reads only the headers from the file. Content and padding are skipped
 * by position; a read of them gives no data, only their length.
 *
 * <p>The bytes of all headers are limited, and those of each entry: the tar library reads long
 * names and extended headers as a whole, and recursively if one follows another. Its {@code
 * TarFile} could not be limited so: its constructor reads and keeps all entries, with the headers
 * that each of them inherits.
 */
final class HeaderStream extends InputStream {

  /** The limit for one entry; its extended headers rarely take more than some thousand bytes. */
  private static final int MAX_ENTRY_BYTES = 1024 * 1024;

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
   * @param limit the greatest size of all headers together, in bytes
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
   * Skips an entry's content, whatever its size, in one step.
   *
   * @param contentEnd the offset of the end of the content
   * @param next the offset of the next entry; the padding before it is skipped when it is read
   */
  void skipContent(long contentEnd, long next) {
    move(contentEnd - position);
    this.contentEnd = next;
    entryBytes = 0;
  }

  private void move(long count) {
    window.position(window.position() + (int) Math.min(count, window.remaining()));
    position += count;
  }

  /** Counts bytes of headers, or work that costs as much as reading them. */
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
        throw new InspectImageFailure(file.shown() + " became shorter while it was being read");
      }
    }
    int count = Math.min(length, window.remaining());
    window.get(buffer, offset, count);
    charge(count);
    entryBytes += count;
    if (entryBytes > MAX_ENTRY_BYTES) {
      throw new InspectImageFailure(
          "an entry of the archive has more bytes of headers than " + MAX_ENTRY_BYTES);
    }
    return count;
  }

  // The tar library reads, and never skips.
  @Override
  public long skip(long count) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }
}
