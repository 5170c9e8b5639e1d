package io.imagepeek.source.http;

/**
 * The {@code User-Agent} of requests to registries and token services (RFC 9110 section 10.1.5).
 *
 * @param text the whole value of the header
 */
public record UserAgent(String text) {

  /** The setting of the operator's addition. */
  static final String SETTING = "imagepeek.registry.user-agent";

  private static final int ADDED_CHARACTERS = 256;

  /**
   * The product with its version, and the operator's addition.
   *
   * @throws IllegalArgumentException if the addition is too long, or is not visible ASCII
   */
  public static UserAgent of(String version, String added) {
    String more = added.strip();
    if (more.length() > ADDED_CHARACTERS || more.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          SETTING + ": must be visible ASCII of at most " + ADDED_CHARACTERS + " characters");
    }
    return new UserAgent(("imagepeek/" + version + " " + more).strip());
  }
}
