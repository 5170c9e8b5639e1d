package io.imagepeek.image;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The digest algorithms that imagepeek verifies: those that the OCI image specification registers.
 */
public enum DigestAlgorithm {
  SHA256("sha256", "SHA-256", 64),
  SHA384("sha384", "SHA-384", 96),
  SHA512("sha512", "SHA-512", 128);

  private final String prefix;
  private final String javaName;
  private final int hexLength;

  DigestAlgorithm(String prefix, String javaName, int hexLength) {
    this.prefix = prefix;
    this.javaName = javaName;
    this.hexLength = hexLength;
  }

  /** The name in front of the colon, for instance {@code sha256}. */
  public String prefix() {
    return prefix;
  }

  /** How many hexadecimal digits a digest of this algorithm has. */
  public int hexLength() {
    return hexLength;
  }

  /** A new message digest, for content that arrives in chunks. */
  public MessageDigest newMessageDigest() {
    try {
      return MessageDigest.getInstance(javaName);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime lacks " + javaName, e);
    }
  }

  static @Nullable DigestAlgorithm ofPrefix(String prefix) {
    for (DigestAlgorithm algorithm : values()) {
      if (algorithm.prefix.equals(prefix)) {
        return algorithm;
      }
    }
    return null;
  }
}
