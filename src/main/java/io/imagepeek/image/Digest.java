package io.imagepeek.image;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest in a valid form. It is checked here because a digest becomes part of a URL
 * (CVE-2024-3727).
 *
 * @param algorithm the hash algorithm
 * @param hex lower-case hexadecimal digits, as many as the algorithm requires
 */
public record Digest(DigestAlgorithm algorithm, String hex) {

  /** {@code algorithm:encoded} of the OCI image specification, for unknown algorithms. */
  private static final Pattern FOREIGN =
      Pattern.compile("[a-z0-9]++(?:[+._-][a-z0-9]++)*+:[a-zA-Z0-9=_-]++");

  private static final Pattern LOWER_HEX = Pattern.compile("[0-9a-f]*+");

  private static final int FOREIGN_MAX_LENGTH = 512;

  /** Throws IllegalArgumentException where the digits do not fit the algorithm. */
  public Digest {
    if (hex.length() != algorithm.hexLength()) {
      throw new IllegalArgumentException(
          "a %s digest has %d hexadecimal digits, not %d"
              .formatted(algorithm.prefix(), algorithm.hexLength(), hex.length()));
    }
    if (!LOWER_HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException(
          "a digest consists of the digits 0-9 and lower-case a-f after the colon");
    }
  }

  /**
   * Reads {@code algorithm:hex}. Throws IllegalArgumentException. Its message says what is wrong
   * without repeating the input.
   */
  public static Digest parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("a digest has the form algorithm:hex");
    }
    DigestAlgorithm algorithm = DigestAlgorithm.ofPrefix(text.substring(0, colon));
    if (algorithm == null) {
      throw new IllegalArgumentException(
          "the digest algorithm is not one of sha256, sha384, sha512");
    }
    return new Digest(algorithm, text.substring(colon + 1));
  }

  /** The digest of the whole content. */
  public static Digest of(DigestAlgorithm algorithm, byte[] content) {
    return new Digest(
        algorithm, HexFormat.of().formatHex(algorithm.newMessageDigest().digest(content)));
  }

  /** Whether this is the digest of the content. */
  public boolean matches(byte[] content) {
    return of(algorithm, content).equals(this);
  }

  /**
   * Whether the text is a valid digest of content that is only listed and never fetched. Known
   * algorithms must have their exact form, unknown ones must follow the specification's grammar.
   */
  static boolean isWellFormed(String text) {
    int colon = text.indexOf(':');
    if (colon >= 0 && DigestAlgorithm.ofPrefix(text.substring(0, colon)) == null) {
      return text.length() <= FOREIGN_MAX_LENGTH && FOREIGN.matcher(text).matches();
    }
    try {
      parse(text);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** {@code algorithm:hex}. */
  @Override
  public String toString() {
    return algorithm.prefix() + ":" + hex;
  }
}
