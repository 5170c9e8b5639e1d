package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * Finds out what is where in a tar archive, reading its headers alone. An archive whose entries one
 * reader would find elsewhere than another is refused; an entry that one would take for something
 * else than another is noted, and refused to whoever wants it.
 *
 * <p>What is kept of an archive takes of the room for it. The headers themselves take none: they
 * are read piece by piece, none is kept, and few archives are read at once.
 */
final class TarScan {

  /**
   * How much is read of an archive.
   *
   * @param entries at most
   * @param headerBytes of all entries at most
   */
  record Limits(int entries, long headerBytes) {}

  /** A longer name is none that an image's documents or layers have. */
  private static final int MAX_NAME_LENGTH = 1_024;

  /** What a header that every entry inherits costs with each of them. */
  private static final int INHERITED_BYTES = 16;

  private static final int MAGIC_BYTES = 6;

  /** What files of these compressions begin with. */
  private static final Map<String, String> COMPRESSIONS =
      Map.of("1f8b", "gzip", "28b52ffd", "zstd", "fd377a585a00", "xz", "425a68", "bzip2");

  private final LocalFile file;
  private final Limits limits;
  private final InspectionContext context;
  private final TarContents contents;

  private TarScan(LocalFile file, Limits limits, MemoryAllowance room, InspectionContext context) {
    this.file = file;
    this.limits = limits;
    this.contents = new TarContents(room);
    this.context = context;
  }

  /**
   * The contents of an archive.
   *
   * @throws InspectImageFailure if it is none, truncated, malformed or beyond the limits
   */
  static TarContents scan(
      LocalFile file, Limits limits, MemoryAllowance room, InspectionContext context) {
    TarScan scan = new TarScan(file, limits, room, context);
    try {
      scan.refuseCompressed();
      scan.readEntries();
      return scan.contents;
    } catch (InspectFailure | MemoryAllowance.ExceededException failure) {
      throw failure;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The library has unchecked exceptions of many kinds for headers that make no sense.
      throw new InspectImageFailure("the archive is not a tar archive, truncated or malformed", e);
    }
  }

  private void refuseCompressed() throws IOException {
    ByteBuffer start = ByteBuffer.allocate(MAGIC_BYTES);
    file.read(start, 0);
    String magic = HexFormat.of().formatHex(start.array());
    String compression =
        COMPRESSIONS.entrySet().stream()
            .filter(known -> magic.startsWith(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("");
    if (!compression.isEmpty()) {
      throw new InspectImageFailure(
          "the archive is compressed with " + compression + "; it must be unpacked first");
    }
  }

  private void readEntries() throws IOException {
    HeaderStream headers = new HeaderStream(file, limits.headerBytes());
    if (headers.end() < TarConstants.DEFAULT_RCDSIZE) {
      throw new InspectImageFailure("the archive is not a tar archive: it is too short for one");
    }
    long next = 0;
    int count = 0;
    // Closing it would close nothing: the file belongs to whoever opened it.
    Entries tar = new Entries(headers);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++count > limits.entries()) {
        throw new InspectImageFailure(
            "the archive has more entries than the limit of " + limits.entries());
      }
      if (context.ended()) {
        throw unwanted();
      }
      headers.charge((long) INHERITED_BYTES * entry.getExtraPaxHeaders().size());
      long offset = tar.contentOffset();
      next = add(entry, offset, headers);
      headers.passOver(offset + entry.getSize(), next);
      tar.passOver();
    }
    if (next < headers.end() && headers.end() - next < TarConstants.DEFAULT_RCDSIZE) {
      throw truncated();
    }
  }

  /**
   * The library would read all content that it passes over, for hours where an archive says to have
   * terabytes. Told that an entry is over, it finds the next one where the headers have moved on
   * to.
   */
  private static final class Entries extends TarArchiveInputStream {
    private final HeaderStream headers;
    private long contentOffset;
    private boolean over;

    Entries(HeaderStream headers) {
      super(headers, "UTF-8");
      this.headers = headers;
    }

    /** Where the content of the last entry begins: behind the last record of its headers. */
    long contentOffset() {
      return contentOffset;
    }

    @Override
    protected byte[] readRecord() throws IOException {
      byte[] record = super.readRecord();
      contentOffset = headers.position();
      return record;
    }

    void passOver() {
      over = true;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (over) {
        over = false;
        return -1;
      }
      return super.read(buffer, offset, length);
    }
  }

  /** Notes an entry, and gives the offset behind its content. */
  private long add(TarArchiveEntry entry, long offset, HeaderStream headers) {
    if (!entry.isCheckSumOK()) {
      throw new InspectImageFailure(
          "the archive is not a tar archive, or malformed: the checksum of a header is wrong");
    }
    long size = entry.getSize();
    if (size < 0 || size > headers.end() - offset) {
      throw truncated();
    }
    // The library has read the map of some sparse entries, which is the beginning of their content.
    if (headers.position() > offset + size) {
      throw new InspectImageFailure("the archive has a sparse entry that is malformed");
    }
    note(entry, offset, size);
    long partial = size % TarConstants.DEFAULT_RCDSIZE;
    return offset + size + (partial == 0 ? 0 : TarConstants.DEFAULT_RCDSIZE - partial);
  }

  private void note(TarArchiveEntry entry, long offset, long size) {
    String written = entry.getName();
    String name = EntryName.rooted(written);
    byte type = entry.getLinkFlag();
    boolean regular =
        type == TarConstants.LF_NORMAL
            || type == TarConstants.LF_OLDNORM
            || type == TarConstants.LF_CONTIG;
    boolean directory = entry.isDirectory();
    if (size > 0 && (directory || isHeaderOnly(type))) {
      throw new InspectImageFailure(
          "the archive has a link, directory or device that says to have content");
    }
    if (directory || name.length() > MAX_NAME_LENGTH) {
      return;
    }
    if (EntryName.isStray(written)) {
      contents.addRefused(name, "has a name that is absolute or has .. in it");
    } else if (entry.isSparse()) {
      contents.addRefused(name, "is a sparse entry, which is not supported");
    } else if (regular) {
      contents.addContent(name, offset, size);
    } else if (type == TarConstants.LF_SYMLINK) {
      contents.addLink(name, EntryName.target(name, entry.getLinkName()));
    } else if (type == TarConstants.LF_LINK) {
      contents.addLink(name, EntryName.normalise(entry.getLinkName()));
    } else {
      contents.addRefused(name, "is no regular file");
    }
  }

  /** Some readers pass over content of these, others do not: what follows is in doubt. */
  private static boolean isHeaderOnly(byte type) {
    return type >= TarConstants.LF_LINK && type <= TarConstants.LF_FIFO;
  }

  /** The inspection that the archive was read for has ended. */
  static InspectImageFailure unwanted() {
    return new InspectImageFailure("nobody waits for the archive to be read any longer");
  }

  private static InspectImageFailure truncated() {
    return new InspectImageFailure("the archive is truncated, or an entry has a false size");
  }
}
