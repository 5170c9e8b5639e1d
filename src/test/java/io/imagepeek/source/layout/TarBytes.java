package io.imagepeek.source.layout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Writes tar archives byte by byte, also such as no honest tool would write. */
final class TarBytes {

  static final int RECORD = 512;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A header under construction: ustar, with a true checksum unless that is set too. */
  static final class Header {
    private final byte[] record = new byte[RECORD];
    private boolean checksum = true;

    Header(String name, char type, long size) {
      at(0, name);
      at(100, "0000644\0");
      at(108, "0000000\0");
      at(116, "0000000\0");
      at(124, String.format(Locale.ROOT, "%011o\0", size));
      at(136, "00000000000\0");
      record[156] = (byte) type;
      at(257, "ustar\00000");
    }

    /** Puts some text at an offset of the record. */
    Header at(int offset, String text) {
      byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(raw, 0, record, offset, raw.length);
      return this;
    }

    /** A size in base 256, as GNU writes what octal digits cannot say. */
    Header binarySize(long size, int lead) {
      record[124] = (byte) lead;
      Arrays.fill(record, 125, 128, (byte) (size < 0 ? 0xff : 0));
      for (int i = 0; i < 8; i++) {
        record[128 + i] = (byte) (size >> (56 - 8 * i));
      }
      return this;
    }

    Header linkTo(String target) {
      return at(157, target);
    }

    Header falseChecksum() {
      checksum = false;
      return at(148, "0000001\0");
    }

    private byte[] finished() {
      if (checksum) {
        at(148, "        ");
        int sum = 0;
        for (byte b : record) {
          sum += b & 0xff;
        }
        at(148, String.format(Locale.ROOT, "%06o\0 ", sum));
      }
      return record;
    }
  }

  /** Adds a header alone. */
  TarBytes header(Header header) {
    bytes.writeBytes(header.finished());
    return this;
  }

  /** Adds bytes as they are. */
  TarBytes raw(byte[] content) {
    bytes.writeBytes(content);
    return this;
  }

  /** Adds bytes, and zeros up to the next record. */
  TarBytes padded(byte[] content) {
    bytes.writeBytes(content);
    bytes.writeBytes(new byte[(RECORD - content.length % RECORD) % RECORD]);
    return this;
  }

  /** Adds a regular file. */
  TarBytes file(String name, byte[] content) {
    return entry('0', name, content);
  }

  TarBytes file(String name, String content) {
    return file(name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds an entry of any type with content. */
  TarBytes entry(char type, String name, byte[] content) {
    return header(new Header(name, type, content.length)).padded(content);
  }

  /** Adds a symbolic ('2') or hard ('1') link. */
  TarBytes link(char type, String name, String target) {
    return header(new Header(name, type, 0).linkTo(target));
  }

  /** Adds PAX records ('x' for the next entry, 'g' for all that follow). */
  TarBytes pax(char type, String... records) {
    StringBuilder text = new StringBuilder();
    for (String record : records) {
      text.append(paxRecord(record));
    }
    byte[] content = text.toString().getBytes(StandardCharsets.UTF_8);
    return header(new Header("pax", type, content.length)).padded(content);
  }

  /** A record with its own length in front. */
  static String paxRecord(String record) {
    int bare = record.getBytes(StandardCharsets.UTF_8).length + 2;
    int length = bare + String.valueOf(bare).length();
    if (String.valueOf(length).length() > String.valueOf(bare).length()) {
      length++;
    }
    return length + " " + record + "\n";
  }

  /** Adds the end of the archive. */
  TarBytes end() {
    return raw(new byte[2 * RECORD]);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** Writes what there is so far to a file. */
  Path to(Path file) {
    try {
      return Files.write(file, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
