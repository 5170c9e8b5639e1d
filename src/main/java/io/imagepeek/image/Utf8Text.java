package io.imagepeek.image;

import java.io.Reader;
import java.util.Comparator;

/** Text decoded and sorted as in Go. */
final class Utf8Text {

  /** By code point, which is the order of UTF-8 bytes but not that of Java's chars. */
  static final Comparator<String> ORDER = Utf8Text::compare;

  private static final char REPLACEMENT = '\uFFFD';

  private Utf8Text() {}

  /** A reader that decodes UTF-8. Every byte outside a valid sequence becomes one U+FFFD. */
  static Reader reader(byte[] bytes) {
    return new Decoding(bytes);
  }

  /** Decodes incrementally: the whole text at once would take twice the memory. */
  private static final class Decoding extends Reader {
    private final byte[] bytes;
    private int next;

    /** A low surrogate that did not fit into the target; 0 where there is none. */
    private char left;

    Decoding(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(char[] target, int offset, int length) {
      int at = offset;
      int end = offset + length;
      if (left != 0 && at < end) {
        target[at++] = left;
        left = 0;
      }
      while (at < end && next < bytes.length) {
        int lead = bytes[next] & 0xFF;
        if (lead < 0x80) {
          target[at++] = (char) lead;
          next++;
          continue;
        }
        int size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
        int codePoint = size == 0 ? -1 : sequence(bytes, next, size);
        next += codePoint < 0 ? 1 : size;
        if (codePoint < 0) {
          target[at++] = REPLACEMENT;
        } else if (Character.isBmpCodePoint(codePoint)) {
          target[at++] = (char) codePoint;
        } else {
          target[at++] = Character.highSurrogate(codePoint);
          if (at < end) {
            target[at++] = Character.lowSurrogate(codePoint);
          } else {
            left = Character.lowSurrogate(codePoint);
          }
        }
      }
      return at == offset && length > 0 ? -1 : at - offset;
    }

    @Override
    public void close() {}
  }

  /** The text with each unpaired surrogate replaced by U+FFFD. */
  static String withoutLoneSurrogates(String text) {
    int i = 0;
    while (i < text.length() && !Character.isSurrogate(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static int sequence(byte[] bytes, int from, int size) {
    if (from + size > bytes.length) {
      return -1;
    }
    int codePoint = bytes[from] & (0x7F >> size);
    for (int i = from + 1; i < from + size; i++) {
      if ((bytes[i] & 0xC0) != 0x80) {
        return -1;
      }
      codePoint = (codePoint << 6) | (bytes[i] & 0x3F);
    }
    boolean overlong = (size == 3 && codePoint < 0x800) || (size == 4 && codePoint < 0x10000);
    boolean surrogate =
        codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? -1 : codePoint;
  }

  private static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        // A surrogate belongs to a code point above all BMP characters.
        boolean high = Character.isSurrogate(x);
        return high == Character.isSurrogate(y) ? Character.compare(x, y) : high ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
