package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/** Attributes as header values: CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2. */
final class HeaderText {

  private HeaderText() {}

  /** All that is no visible ASCII, quotes and percent signs are written by their UTF-8 bytes. */
  static String encode(String value) {
    StringBuilder header = new StringBuilder(value.length());
    for (byte octet : value.getBytes(UTF_8)) {
      if (octet > 0x20 && octet < 0x7f && octet != '"' && octet != '%') {
        header.append((char) octet);
      } else {
        header.append('%').append(String.format(Locale.ROOT, "%02X", octet & 0xff));
      }
    }
    return header.toString();
  }

  /** A percent sign that begins no byte stands for itself. */
  static String decode(String header) {
    if (header.indexOf('%') < 0) {
      return header;
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream(header.length());
    for (int i = 0; i < header.length(); i++) {
      int octet = header.charAt(i) == '%' ? octet(header, i + 1) : -1;
      if (octet >= 0) {
        value.write(octet);
        i += 2;
      } else {
        value.writeBytes(header.substring(i, i + 1).getBytes(UTF_8));
      }
    }
    return value.toString(UTF_8);
  }

  private static int octet(String header, int start) {
    if (start + 2 > header.length()) {
      return -1;
    }
    int high = Character.digit(header.charAt(start), 16);
    int low = Character.digit(header.charAt(start + 1), 16);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
  }
}
