package io.imagepeek.source;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.Document;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents that were fetched, within bounds, and holds each against the digest and the size
 * that led to it.
 */
public final class DocumentReading {

  private static final String MANIFEST = "manifest";
  private static final String CONFIGURATION = "configuration";

  private final int manifestBytes;
  private final int configBytes;
  private final int jsonDepth;

  /**
   * @param manifestBytes of a manifest or index at most
   * @param configBytes of a configuration at most
   * @param jsonDepth objects and arrays within each other at most
   */
  public DocumentReading(int manifestBytes, int configBytes, int jsonDepth) {
    this.manifestBytes = manifestBytes;
    this.configBytes = configBytes;
    this.jsonDepth = jsonDepth;
  }

  /** The bytes of a manifest or index at most: more must not be fetched. */
  public int manifestBytes() {
    return manifestBytes;
  }

  /** The bytes of a configuration at most: more must not be fetched. */
  public int configBytes() {
    return configBytes;
  }

  /**
   * Refuses a configuration that says to be larger than the limit, before it is fetched.
   *
   * @throws InspectImageFailure if it does
   */
  public void requireWithinLimit(Descriptor config) {
    if (config.size() > configBytes) {
      throw new InspectImageFailure(
          "the configuration is declared with "
              + config.size()
              + " bytes, more than the limit of "
              + configBytes);
    }
  }

  /**
   * Refuses a manifest or index that says to be larger than the limit, before it is fetched.
   *
   * @throws InspectImageFailure if it does
   */
  public void requireManifestWithinLimit(Descriptor manifest) {
    if (manifest.size() > manifestBytes) {
      throw InspectImageFailure.ofPart(
          "a manifest is declared with %d bytes, more than the limit of %d"
              .formatted(manifest.size(), manifestBytes));
    }
  }

  /**
   * The document that a descriptor led to.
   *
   * @param mediaType that it was served with, null where none was said
   * @throws InspectImageFailure if digest or size are others, or it is malformed
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
   * The document that a name led to.
   *
   * @param expected the digest that the name, or who served it, says; null where nothing says one
   * @param mediaType that it was served with, null where none was said
   * @throws InspectImageFailure if the digest is another, or it is malformed
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
   * The configuration that a descriptor led to.
   *
   * @throws InspectImageFailure if digest or size are others
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
      // It has the right digest: its descriptor is wrong, and nothing else.
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
