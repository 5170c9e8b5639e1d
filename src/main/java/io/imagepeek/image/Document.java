package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.jspecify.annotations.Nullable;

/** The document behind a tag or a digest: a manifest, an index, or something unreadable. */
public sealed interface Document permits Index, Manifest, UnreadableDocument {

  /** The default limit for the nesting depth of a document's JSON. */
  int DEFAULT_MAX_DEPTH = 1_000;

  /** As {@link #parse(byte[], String, int)} with {@value #DEFAULT_MAX_DEPTH} levels. */
  static Document parse(byte[] body, @Nullable String contentType) {
    return parse(body, contentType, DEFAULT_MAX_DEPTH);
  }

  /**
   * Reads a document. Its {@code mediaType} decides the kind, else the Content-Type. Where neither
   * is one of {@link MediaTypes#MANIFEST_ACCEPT}, its fields decide. A malformed, unknown or
   * ambiguous document is an {@link UnreadableDocument}. Ambiguous means: of two kinds at once, or
   * an index served as a manifest, or the reverse (CVE-2021-41190).
   *
   * @param maxDepth the limit for the nesting depth of its JSON
   * @throws InspectImageFailure if it is not a JSON object, or nests deeper
   */
  static Document parse(byte[] body, @Nullable String contentType, int maxDepth) {
    return new DocumentReader(maxDepth).read(body, contentType);
  }

  /** The media type of documents of this kind. */
  String mediaType();

  /**
   * The bytes that the document's digest covers: all of them, except for a signed schema 1
   * manifest.
   *
   * @param body the bytes that this document was read from
   */
  default byte[] contentToVerify(byte[] body) {
    return body;
  }
}
