package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Locale;

/** Attributes as header values: CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2. */
final class HeaderText {

  private HeaderText() {}

  /** Percent-encodes the UTF-8 of all but visible ASCII, and quotes and percent signs. */
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

  /**
   * Decodes a header. A quoted value, as older versions of the binding have it, is unquoted first;
   * a percent sign without two hexadecimal digits stands for itself.
   *
   * @param header with a character for each byte, as servers provide it
   * @throws CharacterCodingException if the bytes are not UTF-8; the event must be refused
   */
  static String decode(String header) throws CharacterCodingException {
    String text = unquoted(received(header));
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream value = new ByteArrayOutputStream(text.length());
    int i = 0;
    while (i < text.length()) {
      int octet = text.charAt(i) == '%' ? octet(text, i + 1) : -1;
      if (octet >= 0) {
        value.write(octet);
        i += 3;
      } else {
        String character = Character.toString(text.codePointAt(i));
        value.writeBytes(character.getBytes(UTF_8));
        i += character.length();
      }
    }
    return utf8(value.toByteArray());
  }

  /** Some senders do not encode, but send UTF-8. Bytes that are not UTF-8 stay as they came. */
  private static String received(String header) {
    if (header.chars().allMatch(c -> c < 0x80) || header.chars().anyMatch(c -> c > 0xff)) {
      return header;
    }
    try {
      return utf8(header.getBytes(ISO_8859_1));
    } catch (CharacterCodingException otherEncoding) {
      return header;
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  /** RFC 9110, section 5.6.4. */
  private static String unquoted(String header) {
    int end = header.length() - 1;
    if (end < 1 || header.charAt(0) != '"' || header.charAt(end) != '"') {
      return header;
    }
    StringBuilder text = new StringBuilder(end);
    for (int i = 1; i < end; i++) {
      if (header.charAt(i) == '\\' && i + 1 < end) {
        i++;
      }
      text.append(header.charAt(i));
    }
    return text.toString();
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
