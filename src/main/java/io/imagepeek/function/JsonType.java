package io.imagepeek.function;

import org.jspecify.annotations.Nullable;

/** The media type of what is asked and told. */
public final class JsonType {

  /** As headers have it. */
  public static final String NAME = "application/json";

  private JsonType() {}

  /**
   * Whether a body is said to be JSON.
   *
   * @param contentType of the body, its parameters included; null where nothing is said
   */
  public static boolean isSaid(@Nullable String contentType) {
    return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(NAME);
  }
}
