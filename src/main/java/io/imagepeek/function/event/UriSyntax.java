package io.imagepeek.function.event;

import java.util.regex.Pattern;

/**
 * References as RFC 3986 has them, with characters of other scripts as in RFC 3987. {@link
 * java.net.URI} reads the older RFC 2396, and refuses {@code urn:} or an empty authority.
 */
final class UriSyntax {

  /** What may stand anywhere; of the percent sign that is checked apart. */
  private static final String ANYWHERE = "A-Za-z0-9._~!$&'()*+,;=@%\\x{A0}-\\x{10FFFF}\\-";

  /** The groups have no alternatives in a repetition, which would take a stack for long texts. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          ("(?:[A-Za-z][A-Za-z0-9+.-]*:(?://[C:\\[\\]]*)?[C:/]*+" // with a scheme
                  + "|//[C:\\[\\]]*[C:/]*+" // with an authority alone
                  + "|[C]*(?:/[C:/]*+)?)" // a path, whose first segment has no colon
                  + "(?:\\?[C:/?\\[\\]]*+)?(?:#[C:/?\\[\\]]*+)?")
              .replace("C", ANYWHERE));

  private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

  private UriSyntax() {}

  /** Whether a text is a reference to something: RFC 3986, section 4.1. */
  static boolean isReference(String text) {
    return REFERENCE.matcher(text).matches() && !NO_ESCAPE.matcher(text).find();
  }
}
