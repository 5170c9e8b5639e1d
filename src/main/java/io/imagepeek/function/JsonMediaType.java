package io.imagepeek.function;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The media type of what is asked and told. */
public final class JsonMediaType {

  /** As headers have it. */
  public static final String NAME = "application/json";

  /** RFC 6838, section 4.2, and its section 4.2.8 for the suffix. */
  private static final Pattern FORMAT =
      Pattern.compile(
          "[A-Za-z0-9][\\w!#$&^.+-]*+/(?:json|[A-Za-z0-9][\\w!#$&^.+-]*\\+json)",
          Pattern.CASE_INSENSITIVE);

  private JsonMediaType() {}

  /**
   * Whether a body is said to be JSON.
   *
   * @param contentType of the body, its parameters included; null where nothing is said
   */
  public static boolean isSaid(@Nullable String contentType) {
    return contentType != null && withoutParameters(contentType).equalsIgnoreCase(NAME);
  }

  /**
   * Whether what is of a media type is JSON: those with the subtype {@code json}, or with one that
   * ends with {@code +json}. A sequence of JSON texts is none ({@code application/json-seq}).
   *
   * @param contentType its parameters included
   */
  public static boolean isFormat(String contentType) {
    return FORMAT.matcher(withoutParameters(contentType)).matches();
  }

  private static String withoutParameters(String contentType) {
    return contentType.split(";", 2)[0].strip();
  }
}
