package io.imagepeek.source.registry;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code Link} headers for the next page of a list (RFC 8288). More is understood than the
 * grammar allows, because registries write it: single quotes, blanks around {@code =}, several
 * relation types without quotes, and targets without angle brackets. What is not understood is told
 * as such: whoever took it for the end would cut the list short.
 */
final class LinkHeader {

  /** What the headers of one page say of the next one. */
  sealed interface Next {

    /** There is none. */
    record None() implements Next {}

    /**
     * There is one.
     *
     * @param target an absolute or relative URL, as it was written
     */
    record At(String target) implements Next {}

    /** Nobody can tell. */
    record Unclear() implements Next {}
  }

  private static final String NEXT = "next";

  private final String text;
  private int at;

  private LinkHeader(String text) {
    this.text = text;
  }

  /** What all headers of one answer say: the first link to a next page counts. */
  static Next next(List<String> headers) {
    Next next = new Next.None();
    for (String header : headers) {
      Next said = new LinkHeader(header).next();
      if (said instanceof Next.At) {
        return said;
      }
      if (said instanceof Next.Unclear) {
        next = said;
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
        // Where the link ends is not known, so nor is where another one would begin.
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

  /** Null where there is none, or none that can be told from the rest. */
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
   * The relation types of a link, which the first {@code rel} says; empty where nothing does, null
   * where the parameters make no sense.
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
      String value = passes('=') ? value(name) : "";
      if (value == null) {
        return null;
      }
      if (name.equalsIgnoreCase("rel") && relations == null) {
        relations = value;
      }
    }
    return relations == null ? "" : relations;
  }

  /** The value that stands behind {@code =}; null where its end is missing. */
  private @Nullable String value(String name) {
    skip(" \t");
    char quote = at < text.length() ? text.charAt(at) : ' ';
    // An apostrophe is a character like others, but registries put relation types between two.
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

  private boolean passes(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    if (there) {
      at++;
    }
    return there;
  }

  /** What stands before any of these characters, without the blanks around it. */
  private String upTo(String ends) {
    int start = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at).strip();
  }

  /** Passes these characters; whether anything follows. */
  private boolean skip(String passed) {
    while (at < text.length() && passed.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length();
  }
}
