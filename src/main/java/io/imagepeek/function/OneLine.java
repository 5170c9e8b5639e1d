package io.imagepeek.function;

import java.util.regex.Pattern;

/** Text from outside, kept to one line of the log (CWE-117). */
public final class OneLine {

  /** Controls, formats (which turn the direction of writing), line and paragraph separators. */
  private static final Pattern LINE_BREAKING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private OneLine() {}

  /** The text with a space for each character that would break the line. */
  public static String of(String text) {
    return LINE_BREAKING.matcher(text).replaceAll(" ");
  }
}
