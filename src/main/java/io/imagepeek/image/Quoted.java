package io.imagepeek.image;

/** Untrusted text in messages: limited in length and printable. */
public final class Quoted {

  private static final int MAX_LENGTH = 200;

  private Quoted() {}

  /** At most 200 characters of the text, with a question mark for each unprintable one. */
  public static String text(String untrusted) {
    StringBuilder printable = new StringBuilder();
    untrusted
        .codePoints()
        .limit(MAX_LENGTH)
        .map(c -> c < ' ' || c == '"' || c == '\\' || c > '~' ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.append(untrusted.length() > printable.length() ? "…" : "").toString();
  }
}
