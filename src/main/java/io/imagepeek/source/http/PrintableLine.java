package io.imagepeek.source.http;

import java.util.regex.Pattern;

/** Foreign text in messages and in the log: one line, no control characters (CWE-117). */
public final class PrintableLine {

  private static final int MAX_CHARACTERS = 500;
  private static final Pattern QUERY = Pattern.compile("\\?[^\\s\"'<>]*=[^\\s\"'<>]*");

  private PrintableLine() {}

  /** The text in one line of bounded length, without the queries of URLs, which may be secret. */
  public static String of(String text) {
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "…" : text;
    StringBuilder line = new StringBuilder(cut.length());
    cut.codePoints().forEach(c -> line.appendCodePoint(printable(c) ? c : ' '));
    return QUERY.matcher(line).replaceAll("?…").strip();
  }

  private static boolean printable(int codePoint) {
    int type = Character.getType(codePoint);
    return type != Character.CONTROL
        && type != Character.FORMAT
        && type != Character.SURROGATE
        && type != Character.LINE_SEPARATOR
        && type != Character.PARAGRAPH_SEPARATOR;
  }
}
