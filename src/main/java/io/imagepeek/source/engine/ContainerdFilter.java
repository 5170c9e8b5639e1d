package io.imagepeek.source.engine;

import io.imagepeek.image.Digest;

/**
 * A filter of images, in containerd's filter language. Values are quoted as in Go, and each sign of
 * a text in a regular expression is escaped, so that no name can change the filter.
 *
 * @param text as containerd reads it
 */
record ContainerdFilter(String text) {

  private static final int SHA256_DIGITS = 64;

  /** Images with this target. */
  static ContainerdFilter target(Digest digest) {
    return new ContainerdFilter("target.digest==" + quoted(digest.toString()));
  }

  /**
   * Images whose target's digest has a prefix.
   *
   * @param hex fewer than 64 lower-case hexadecimal digits
   */
  static ContainerdFilter targetPrefix(String hex) {
    return new ContainerdFilter(
        "target.digest~="
            + quoted(
                "^sha256:" + escaped(hex) + "[0-9a-f]{" + (SHA256_DIGITS - hex.length()) + "}$"));
  }

  /**
   * Images with a tag under this name.
   *
   * @param repository as it is written in names
   */
  static ContainerdFilter tagsOf(String repository) {
    return new ContainerdFilter(
        "name~=" + quoted("^" + escaped(repository) + ":[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$"));
  }

  /** A text as a regular expression of RE2, which allows a backslash before any ASCII sign. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (c < 0x80 && !Character.isLetterOrDigit(c)) {
                escaped.append('\\');
              }
              escaped.appendCodePoint(c);
            });
    return escaped.toString();
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                quoted.append('\\').appendCodePoint(c);
              } else if (c < ' ' || c == 0x7f) {
                quoted.append("\\x%02x".formatted(c));
              } else {
                quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
