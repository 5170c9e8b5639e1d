package io.imagepeek.function;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The media type of requests and responses. */
public final class JsonMediaType {

  /** The value in a {@code Content-Type} header. */
  public static final String NAME = "application/json";

  /** RFC 6838, section 4.2, and its section 4.2.8 for the suffix. */
  private static final Pattern FORMAT =
      Pattern.compile(
          "[A-Za-z0-9][\\w!#$&^.+-]*+/(?:json|[A-Za-z0-9][\\w!#$&^.+-]*\\+json)",
          Pattern.CASE_INSENSITIVE);

  private JsonMediaType() {}

  /**
   * Whether a {@code Content-Type} is {@code application/json}.
   *
   * @param contentType with its parameters; null where the header is missing
   */
  public static boolean isSaid(@Nullable String contentType) {
    return contentType != null && withoutParameters(contentType).equalsIgnoreCase(NAME);
  }

  /**
   * Whether a media type is a JSON format: its subtype is {@code json} or ends with {@code +json}.
   * A sequence of JSON texts is not ({@code application/json-seq}).
   *
   * @param contentType with its parameters
   */
  public static boolean isFormat(String contentType) {
    return FORMAT.matcher(withoutParameters(contentType)).matches();
  }

  private static String withoutParameters(String contentType) {
    return contentType.split(";", 2)[0].strip();
  }
}
