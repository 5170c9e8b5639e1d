package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import org.jspecify.annotations.Nullable;

/** What a registry serves under a tag or a digest: one image, or a choice of images. */
public sealed interface Document permits Index, Manifest {

  /** How deep a document's JSON may nest where nothing else is set. */
  int DEFAULT_MAX_DEPTH = 1_000;

  /** As {@link #parse(byte[], String, int)} with {@value #DEFAULT_MAX_DEPTH} levels. */
  static Document parse(byte[] body, @Nullable String contentType) {
    return parse(body, contentType, DEFAULT_MAX_DEPTH);
  }

  /**
   * Reads a document of the kind that the Content-Type says; where that is none of {@link
   * MediaTypes#MANIFEST_ACCEPT}, of the kind that the document itself says or looks like.
   *
   * @param maxDepth how deep its JSON may nest
   * @throws InspectImageFailure where it is malformed, of an unknown kind, or ambiguous: of two
   *     kinds at once, or not of the kind that it was served as (CVE-2021-41190)
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
