package io.imagepeek.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * One input of two parts. Its corpus is text that people can read and write: the first line is the
 * one part, and all bytes behind it are the other.
 */
public final class Input {

  private final String line;
  private final byte[] rest;

  private Input(String line, byte[] rest) {
    this.line = line;
    this.rest = rest;
  }

  /** The input as text; bytes that are no UTF-8 become U+FFFD. */
  public static String text(byte[] data) {
    return new String(data, UTF_8);
  }

  /** The input in its two parts. */
  public static Input divided(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != '\n') {
      end++;
    }
    return new Input(
        new String(data, 0, end, UTF_8),
        Arrays.copyOfRange(data, Math.min(end + 1, data.length), data.length));
  }

  /** All before the first line feed; all there is where there is none. */
  public String line() {
    return line;
  }

  /** All behind it, whatever bytes they are. */
  public byte[] rest() {
    return rest.clone();
  }

  /** The same as text. */
  public String restText() {
    return text(rest);
  }
}
