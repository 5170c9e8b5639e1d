package io.imagepeek.function.event;

import java.util.regex.Pattern;

/**
 * URI references by RFC 3986, with the characters that RFC 3987 adds. {@link java.net.URI} follows
 * the older RFC 2396, which refuses {@code urn:} and an empty authority.
 */
final class UriSyntax {

  /** Characters that may be anywhere. What follows a percent sign is checked apart. */
  private static final String ANYWHERE = "A-Za-z0-9._~!$&'()*+,;=@%\\x{A0}-\\x{10FFFF}\\-";

  /** No alternatives in a repetition: they would overflow the stack for long texts. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          ("(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[C:\\[\\]]*)?[C:/]*+" // with a scheme
                  + "|//[C:\\[\\]]*[C:/]*+" // with an authority alone
                  + "|[C]*(?:/[C:/]*+)?)" // a path, whose first segment has no colon
                  + "(?:\\?[C:/?\\[\\]]*+)?(?:#[C:/?\\[\\]]*+)?")
              .replace("C", ANYWHERE));

  private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private UriSyntax() {}

  /** Whether a text is a URI reference: RFC 3986, section 4.1. */
  static boolean isReference(String text) {
    return REFERENCE.matcher(text).matches() && !NO_ESCAPE.matcher(text).find();
  }
}
