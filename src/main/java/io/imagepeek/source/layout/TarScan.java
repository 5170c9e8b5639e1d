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
 * Lists the contents of a tar archive by reading only its headers. If readers could disagree on
 * where the entries are, the archive is refused. If they could disagree on what one entry is, only
 * that entry is refused, when it is needed.
 *
 * <p>The list of contents is charged to the memory allowance. The headers are not: they are read in
 * small pieces and not kept, and few archives are read at once.
 */
final class TarScan {

  /**
   * The limits on reading an archive.
   *
   * @param entries the greatest number of entries
   * @param headerBytes the greatest size of all headers together, in bytes
   */
  record Limits(int entries, long headerBytes) {}

  /** Entries with longer names are ignored: no document or layer of an image has such a name. */
  private static final int MAX_NAME_LENGTH = 1_024;

  /** What each inherited extended header is counted as, once for every entry. */
  private static final int INHERITED_BYTES = 16;

  private static final int MAGIC_BYTES = 6;

  /** The first bytes of compressed files, in hexadecimal. */
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
   * Lists the contents of an archive.
   *
   * @throws InspectImageFailure if the file is not a tar archive, truncated, malformed or over a
   *     limit, or if the inspection has ended
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
      // The library throws unchecked exceptions of many types for malformed headers.
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
    // Not closed: the caller closes the file, and the stream holds nothing else.
    Entries tar = new Entries(headers);
    for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
      if (++count > limits.entries()) {
        throw new InspectImageFailure(
            "the archive has more entries than the limit of " + limits.entries());
      }
      if (context.ended()) {
        throw inspectionEnded();
      }
      headers.charge((long) INHERITED_BYTES * entry.getExtraPaxHeaders().size());
      long offset = tar.contentOffset();
      next = add(entry, offset, headers);
      headers.skipContent(offset + entry.getSize(), next);
      tar.endEntry();
    }
    if (next < headers.end() && headers.end() - next < TarConstants.DEFAULT_RCDSIZE) {
      throw truncated();
    }
  }

  /**
   * The library skips content by reading it, which takes hours if an archive claims terabytes. Here
   * a read reports the end of the entry instead, and the library finds the next header where {@link
   * HeaderStream} has skipped to.
   */
  private static final class Entries extends TarArchiveInputStream {
    private final HeaderStream headers;
    private long contentOffset;
    private boolean ended;

    Entries(HeaderStream headers) {
      super(headers, "UTF-8");
      this.headers = headers;
    }

    /** The offset of the last entry's content, after the last record of its headers. */
    long contentOffset() {
      return contentOffset;
    }

    @Override
    protected byte[] readRecord() throws IOException {
      byte[] record = super.readRecord();
      contentOffset = headers.position();
      return record;
    }

    void endEntry() {
      ended = true;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (ended) {
        ended = false;
        return -1;
      }
      return super.read(buffer, offset, length);
    }
  }

  /** Adds an entry to the contents; returns the offset of the next one. */
  private long add(TarArchiveEntry entry, long offset, HeaderStream headers) {
    if (!entry.isCheckSumOK()) {
      throw new InspectImageFailure(
          "the archive is not a tar archive, or malformed: the checksum of a header is wrong");
    }
    long size = entry.getSize();
    if (size < 0 || size > headers.end() - offset) {
      throw truncated();
    }
    // Some sparse entries begin with a map of their content, which the library has read already.
    if (headers.position() > offset + size) {
      throw new InspectImageFailure("the archive has a sparse entry that is malformed");
    }
    addContent(entry, offset, size);
    long partial = size % TarConstants.DEFAULT_RCDSIZE;
    return offset + size + (partial == 0 ? 0 : TarConstants.DEFAULT_RCDSIZE - partial);
  }

  private void addContent(TarArchiveEntry entry, long offset, long size) {
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
          "the archive has a link, directory or device with a content size");
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
      contents.addRefused(name, "is not a regular file");
    }
  }

  /** Readers disagree on whether these types have content, and so on where the next entry is. */
  private static boolean isHeaderOnly(byte type) {
    return type >= TarConstants.LF_LINK && type <= TarConstants.LF_FIFO;
  }

  /** The failure if the inspection ends while its archive is being read. */
  static InspectImageFailure inspectionEnded() {
    return new InspectImageFailure("the inspection ended before the archive was read");
  }

  private static InspectImageFailure truncated() {
    return new InspectImageFailure("the archive is truncated, or an entry has a wrong size");
  }
}
