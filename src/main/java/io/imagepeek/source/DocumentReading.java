package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.Document;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses fetched documents within limits, and verifies each against its expected digest and size.
 */
public final class DocumentReading {

  private static final String MANIFEST = "manifest";
  private static final String CONFIGURATION = "configuration";

  private final int manifestBytes;
  private final int configBytes;
  private final int jsonDepth;

  /**
   * @param manifestBytes the maximum size of a manifest or index, in bytes
   * @param configBytes the maximum size of a configuration, in bytes
   * @param jsonDepth the maximum nesting depth of objects and arrays
   */
  public DocumentReading(int manifestBytes, int configBytes, int jsonDepth) {
    this.manifestBytes = manifestBytes;
    this.configBytes = configBytes;
    this.jsonDepth = jsonDepth;
  }

  /** The maximum size of a manifest or index in bytes. Larger ones must not be fetched. */
  public int manifestBytes() {
    return manifestBytes;
  }

  /** The maximum size of a configuration in bytes. Larger ones must not be fetched. */
  public int configBytes() {
    return configBytes;
  }

  /**
   * Rejects a configuration before it is fetched if its declared size exceeds the limit.
   *
   * @throws InspectImageFailure if the declared size exceeds the limit
   */
  public void requireWithinLimit(Descriptor config) {
    if (config.size() > configBytes) {
      throw new InspectImageFailure(
          "the declared size of the configuration, %d bytes, is more than the limit of %d"
              .formatted(config.size(), configBytes));
    }
  }

  /**
   * Rejects a manifest or index before it is fetched if its declared size exceeds the limit.
   *
   * @throws InspectImageFailure if the declared size exceeds the limit
   */
  public void requireManifestWithinLimit(Descriptor manifest) {
    if (manifest.size() > manifestBytes) {
      throw InspectImageFailure.ofPart(
          "the declared size of a manifest, %d bytes, is more than the limit of %d"
              .formatted(manifest.size(), manifestBytes));
    }
  }

  /**
   * Parses and verifies the document of a descriptor.
   *
   * @param mediaType the Content-Type of the response; null where there is none
   * @throws InspectImageFailure if digest or size do not match, or the document is malformed
   */
  public ReadDocument described(Descriptor descriptor, byte[] body, @Nullable String mediaType) {
    return read(
        body,
        mediaType,
        content -> {
          verify(descriptor.digest(), content, MANIFEST);
          verifySize(descriptor, body, MANIFEST);
        });
  }

  /**
   * Parses and verifies the document of a name.
   *
   * @param expected the digest in the name or in the response; null where there is none
   * @param mediaType the Content-Type of the response; null where there is none
   * @throws InspectImageFailure if the digest does not match, or the document is malformed
   */
  public ReadDocument named(@Nullable Digest expected, byte[] body, @Nullable String mediaType) {
    return read(
        body,
        mediaType,
        content -> {
          if (expected != null) {
            verify(expected, content, MANIFEST);
          }
        });
  }

  /**
   * Verifies the configuration of a descriptor.
   *
   * @throws InspectImageFailure if digest or size do not match
   */
  public byte[] config(Descriptor descriptor, byte[] body) {
    verify(descriptor.digest(), body, CONFIGURATION);
    verifySize(descriptor, body, CONFIGURATION);
    return body;
  }

  private ReadDocument read(
      byte[] body, @Nullable String mediaType, Consumer<byte[]> verification) {
    Document document = Document.parse(body, mediaType, jsonDepth);
    byte[] content = document.contentToVerify(body);
    verification.accept(content);
    return new ReadDocument(Digest.of(DigestAlgorithm.SHA256, content), mediaType, body, document);
  }

  private static void verify(Digest expected, byte[] content, String what) {
    if (!expected.matches(content)) {
      throw new InspectImageFailure(
          "the digest of the "
              + what
              + " does not match: expected "
              + expected
              + ", got "
              + Digest.of(expected.algorithm(), content));
    }
  }

  private static void verifySize(Descriptor descriptor, byte[] body, String what) {
    if (descriptor.size() != body.length) {
      // The digest matches, so only the descriptor is wrong. Other entries of an index may be fine.
      throw InspectImageFailure.ofPart(
          "the size of the "
              + what
              + " does not match: expected "
              + descriptor.size()
              + " bytes, got "
              + body.length);
    }
  }
}
