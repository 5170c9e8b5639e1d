package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.layout.TarContents.Content;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A tar archive, as it is and with the checksums of its headers put right, which no mutation of one
 * would be. The library's own reading, which passes over nothing, is the other opinion.
 */
public final class TarFuzz {

  private static final TarScan.Limits LIMITS = new TarScan.Limits(1_000, 1 << 20);

  private static final int RECORD = 512;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int MAGIC = 257;

  private static final FileChannel FILE = open();

  private TarFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Tar", TarFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    check(data);
    byte[] repaired = repaired(data);
    if (!Arrays.equals(data, repaired)) {
      check(repaired);
    }
  }

  private static void check(byte[] archive) {
    write(archive);
    TarContents contents;
    try {
      contents =
          TarScan.scan(
              new LocalFile(FILE, "the archive"),
              LIMITS,
              new MemoryAllowance(Integer.MAX_VALUE),
              new InspectionContext(Clock.systemUTC(), Duration.ofMinutes(1)));
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isSparse()) {
          // The library would pass over all that it says to be empty, which may take hours.
          return;
        }
        compare(archive, contents, entry, tar);
      }
    } catch (IOException refused) {
      throw new AssertionError("what is accepted here, the library accepts", refused);
    }
  }

  private static void compare(
      byte[] archive, TarContents contents, TarArchiveEntry entry, TarArchiveInputStream tar)
      throws IOException {
    String name = EntryName.normalise(entry.getName());
    if (name == null) {
      return;
    }
    Optional<Content> found;
    try {
      found = contents.find(name, (one, other) -> same(archive, one, other));
    } catch (InspectImageFailure refused) {
      Expect.oneLine(refused.error());
      return;
    }
    if (!entry.isFile() || entry.isLink() || entry.isSymbolicLink() || found.isEmpty()) {
      return;
    }
    int offset = (int) found.get().offset();
    int size = (int) found.get().size();
    Expect.that(
        offset >= RECORD && size >= 0 && offset + size <= archive.length,
        "an entry is within the archive");
    Expect.that(
        Arrays.equals(Arrays.copyOfRange(archive, offset, offset + size), tar.readAllBytes()),
        "an entry has the content that other readers find: " + name);
  }

  private static boolean same(byte[] archive, Content one, Content other) {
    return Arrays.equals(
        archive,
        (int) one.offset(),
        (int) (one.offset() + one.size()),
        archive,
        (int) other.offset(),
        (int) (other.offset() + other.size()));
  }

  /** Every record that may be a header, with a checksum that is true. */
  private static byte[] repaired(byte[] data) {
    byte[] repaired = data.clone();
    byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
    for (int at = 0; at + RECORD <= repaired.length; at += RECORD) {
      int start = at + MAGIC;
      if (!Arrays.equals(magic, Arrays.copyOfRange(repaired, start, start + magic.length))) {
        continue;
      }
      Arrays.fill(repaired, at + CHECKSUM, at + CHECKSUM + CHECKSUM_LENGTH, (byte) ' ');
      int sum = 0;
      for (int i = at; i < at + RECORD; i++) {
        sum += repaired[i] & 0xff;
      }
      byte[] text = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(text, 0, repaired, at + CHECKSUM, CHECKSUM_LENGTH);
    }
    return repaired;
  }

  private static void write(byte[] archive) {
    try {
      FILE.truncate(0);
      ByteBuffer content = ByteBuffer.wrap(archive);
      while (content.hasRemaining()) {
        FILE.write(content, content.position());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileChannel open() {
    try {
      Path file = Files.createTempFile("archive", ".tar");
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
