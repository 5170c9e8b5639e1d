package io.imagepeek.source.registry;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the next page of a list in {@code Link} headers (RFC 8288). It reads more than the grammar
 * allows, because registries write it: single quotes, blanks around {@code =}, several relation
 * types without quotes, and targets without angle brackets. A header that cannot be read is {@link
 * Next.Unclear}, not the end of the list: otherwise the list would be cut short.
 */
final class LinkHeader {

  /** The next page, as the headers of a page name it. */
  sealed interface Next {

    /** This is the last page. */
    record None() implements Next {}

    /**
     * There is a next page.
     *
     * @param target its URL as the header has it, absolute or relative
     */
    record At(String target) implements Next {}

    /** The headers cannot be read. */
    record Unclear() implements Next {}
  }

  private static final String NEXT = "next";

  private final String text;
  private int at;

  private LinkHeader(String text) {
    this.text = text;
  }

  /** Reads all {@code Link} headers of a response; the first link to a next page counts. */
  static Next next(List<String> headers) {
    Next next = new Next.None();
    for (String header : headers) {
      Next found = new LinkHeader(header).next();
      if (found instanceof Next.At) {
        return found;
      }
      if (found instanceof Next.Unclear) {
        next = found;
      }
    }
    return next;
  }

  private Next next() {
    Next next = new Next.None();
    while (skip(" \t,")) {
      String target = target();
      String relations = target == null ? null : relations();
      if (target == null || relations == null) {
        // The end of this link is unknown, and so is the start of the next one.
        return new Next.Unclear();
      }
      if (isNext(relations)) {
        return new Next.At(target);
      }
      if (relations.isBlank()) {
        next = new Next.Unclear();
      }
    }
    return next;
  }

  private static boolean isNext(String relations) {
    return List.of(relations.toLowerCase(Locale.ROOT).strip().split("\\s+")).contains(NEXT);
  }

  /** The target of a link; null if there is none, or if its end is not clear. */
  private @Nullable String target() {
    if (text.charAt(at) == '<') {
      int end = text.indexOf('>', at);
      if (end < 0) {
        return null;
      }
      String target = text.substring(at + 1, end);
      at = end + 1;
      return target;
    }
    String bare = upTo(";");
    return looksLikeUrl(bare) ? bare : null;
  }

  private static boolean looksLikeUrl(String bare) {
    String start = bare.toLowerCase(Locale.ROOT);
    return (start.startsWith("/")
            || start.startsWith("?")
            || start.startsWith("http://")
            || start.startsWith("https://"))
        && bare.chars().noneMatch(c -> c <= ' ' || "<>\"'".indexOf(c) >= 0);
  }

  /**
   * The relation types of a link, from its first {@code rel}; empty if it has none, null if the
   * parameters cannot be read.
   */
  private @Nullable String relations() {
    String relations = null;
    while (skip(" \t")) {
      char separator = text.charAt(at);
      if (separator == ',') {
        break;
      }
      if (separator != ';') {
        return null;
      }
      skip(" \t;");
      String name = upTo("=;,");
      String value = accept('=') ? value(name) : "";
      if (value == null) {
        return null;
      }
      if (name.equalsIgnoreCase("rel") && relations == null) {
        relations = value;
      }
    }
    return relations == null ? "" : relations;
  }

  /** The value after {@code =}; null if its closing quote is missing. */
  private @Nullable String value(String name) {
    skip(" \t");
    char quote = at < text.length() ? text.charAt(at) : ' ';
    // An apostrophe is an ordinary character, but registries use it to quote relation types.
    boolean quoted = quote == '"' || (quote == '\'' && name.equalsIgnoreCase("rel"));
    return quoted ? quoted(quote) : upTo(";,");
  }

  private @Nullable String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == quote) {
        at++;
        return value.toString();
      }
      if (c == '\\' && quote == '"' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at));
    }
    return null;
  }

  private boolean accept(char c) {
    boolean found = at < text.length() && text.charAt(at) == c;
    if (found) {
      at++;
    }
    return found;
  }

  /** The text before any of these characters, without surrounding blanks. */
  private String upTo(String ends) {
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).strip();
  }

  /** Skips these characters; true if any text is left. */
  private boolean skip(String skipped) {
    while (at < text.length() && skipped.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length();
  }
}
