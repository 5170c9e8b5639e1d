package io.imagepeek.image;

/** Pieces of a registry's documents as messages repeat them: bounded and printable. */
final class Quoted {

  private static final int MAX_LENGTH = 200;

  private Quoted() {}

  static String text(String untrusted) {
    StringBuilder printable = new StringBuilder();
    untrusted
        .codePoints()
        .limit(MAX_LENGTH)
        .map(c -> c < ' ' || c == '"' || c == '\\' || c > '~' ? '?' : c)
        .forEach(printable::appendCodePoint);
    return printable.append(untrusted.length() > printable.length() ? "…" : "").toString();
  }
}
