package io.imagepeek.sample;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A JSON document as the sample registry stores and serves it.
 *
 * @param mediaType the media type of the document, for instance {@code
 *     application/vnd.oci.image.manifest.v1+json}
 * @param json the document; its UTF-8 bytes are served and hashed
 */
public record SampleDocument(String mediaType, String json) {

  /** The bytes that the registry serves. Each call returns a copy. */
  public byte[] bytes() {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The digest of {@link #bytes()}, {@code sha256:} and 64 hex digits (OCI image spec, digests).
   */
  public String digest() {
    return sha256(bytes());
  }

  /** The number of bytes that the registry serves. */
  public int size() {
    return bytes().length;
  }

  static String sha256(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
