package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.jspecify.annotations.Nullable;

/** What a registry serves under a tag or a digest: one image, a choice of images, or what not. */
public sealed interface Document permits Index, Manifest, UnreadableDocument {

  /** How deep a document's JSON may nest where nothing else is set. */
  int DEFAULT_MAX_DEPTH = 1_000;

  /** As {@link #parse(byte[], String, int)} with {@value #DEFAULT_MAX_DEPTH} levels. */
  static Document parse(byte[] body, @Nullable String contentType) {
    return parse(body, contentType, DEFAULT_MAX_DEPTH);
  }

  /**
   * Reads a document of the kind that it says itself, or else of the kind that the Content-Type
   * says; where neither is one of {@link MediaTypes#MANIFEST_ACCEPT}, of the kind that it looks
   * like. What is malformed, of an unknown kind, or ambiguous is {@link UnreadableDocument}: of two
   * kinds at once, or an index that was served as a manifest, or the other way round
   * (CVE-2021-41190).
   *
   * @param maxDepth how deep its JSON may nest
   * @throws InspectImageFailure where it is no JSON object, or nests deeper
   */
  static Document parse(byte[] body, @Nullable String contentType, int maxDepth) {
    return new DocumentReader(maxDepth).read(body, contentType);
  }

  /** The media type of documents of this kind. */
  String mediaType();

  /**
   * The bytes whose digest is the document's: all of them, except for a signed schema 1 manifest.
   *
   * @param body what this document was read from
   */
  default byte[] contentToVerify(byte[] body) {
    return body;
  }
}
