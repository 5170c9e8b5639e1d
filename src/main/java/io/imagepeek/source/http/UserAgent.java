package io.imagepeek.source.http;

/**
 * What requests to registries and token services say of who makes them (RFC 9110 section 10.1.5).
 *
 * @param text the whole value of the header
 */
public record UserAgent(String text) {

  /** The setting of what is added. */
  static final String SETTING = "imagepeek.registry.user-agent";

  private static final int ADDED_CHARACTERS = 256;

  /**
   * The product with its version, and what the operator adds to it.
   *
   * @throws IllegalArgumentException if that is too long, or does not fit into a header
   */
  public static UserAgent of(String version, String added) {
    String more = added.strip();
    if (more.length() > ADDED_CHARACTERS || more.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw new IllegalArgumentException(
          SETTING + ": is no visible ASCII of at most " + ADDED_CHARACTERS + " characters");
    }
    return new UserAgent(("imagepeek/" + version + " " + more).strip());
  }
}
