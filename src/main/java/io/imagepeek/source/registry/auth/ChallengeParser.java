package io.imagepeek.source.registry.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one header value, token by token, in one pass. The comma separates both challenges and
 * parameters. A {@code =} follows a parameter's name, but not a scheme.
 *
 * <p>Registries send more than the grammar allows, so it accepts unquoted values with any character
 * but space and comma, and parameters that only a space separates.
 */
final class ChallengeParser {

  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String TOKEN68_MARKS = "-._~+/";

  private final String text;
  private final int limit;
  private int at;

  ChallengeParser(String text, int limit) {
    this.text = text;
    this.limit = limit;
  }

  /** Adds at most {@code limit} challenges, and stops silently where the text is malformed. */
  void parseInto(List<Challenge> challenges) {
    int added = 0;
    while (added < limit) {
      skipSeparators();
      String scheme = token();
      if (scheme.isEmpty() || parameterFollows()) {
        return;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      boolean wellFormed = skipToken68() || parameters(parameters);
      challenges.add(new Challenge(scheme, parameters));
      added++;
      if (!wellFormed) {
        return;
      }
    }
  }

  /** Reads parameters up to the next scheme, the end (both true) or a malformed place (false). */
  private boolean parameters(Map<String, String> parameters) {
    while (true) {
      skipSeparators();
      int start = at;
      String name = token();
      if (name.isEmpty()) {
        return at == text.length();
      }
      if (!parameterFollows()) {
        at = start;
        return true;
      }
      at++;
      skipBlanks();
      String value = here() == '"' ? quoted() : unquoted();
      if (value == null) {
        return false;
      }
      if (parameters.size() < Challenge.MAX_PARAMETERS) {
        // A name may occur only once (RFC 9110 section 11.2); a second one is ignored.
        parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
      }
    }
  }

  /** Whether the token just read is a parameter's name; then the position is at its {@code =}. */
  private boolean parameterFollows() {
    int start = at;
    skipBlanks();
    if (here() == '=') {
      return true;
    }
    at = start;
    return false;
  }

  /** Skips credentials such as {@code abc==}, which only the list's comma may follow. */
  private boolean skipToken68() {
    int start = at;
    skipBlanks();
    int first = at;
    while (isAlphanumeric(here()) || isOneOf(TOKEN68_MARKS)) {
      at++;
    }
    boolean found = at > first;
    while (here() == '=') {
      at++;
    }
    skipBlanks();
    if (found && (at == text.length() || here() == ',')) {
      return true;
    }
    at = start;
    return false;
  }

  private String token() {
    int start = at;
    while (isAlphanumeric(here()) || isOneOf(TOKEN_MARKS)) {
      at++;
    }
    return text.substring(start, at);
  }

  private String unquoted() {
    int start = at;
    while (at < text.length() && here() > ' ' && here() != ',' && here() != 0x7f) {
      at++;
    }
    return text.substring(start, at);
  }

  /** The content of a quoted string, or null if it has no end or has a control character. */
  private @Nullable String quoted() {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return value.toString();
      }
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      if ((c < ' ' && c != '\t') || c == 0x7f) {
        return null;
      }
      value.append(c);
    }
    return null;
  }

  private void skipSeparators() {
    while (here() == ' ' || here() == '\t' || here() == ',') {
      at++;
    }
  }

  private void skipBlanks() {
    while (here() == ' ' || here() == '\t') {
      at++;
    }
  }

  /** The character here; at the end NUL, which no rule accepts. */
  private char here() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private boolean isOneOf(String marks) {
    return marks.indexOf(here()) >= 0;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
