package io.imagepeek.inspect;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Base64;

/**
 * A document where the response has to be JSON: a descriptor with embedded content (OCI image
 * specification, "Descriptors", {@code data}).
 *
 * @param size bytes of the document
 * @param data the document's bytes in base64
 */
@JsonPropertyOrder({"mediaType", "digest", "size", "data"})
public record RawDocumentView(String mediaType, String digest, long size, String data) {

  /** The view of a document. */
  public static RawDocumentView of(RawDocument document) {
    return new RawDocumentView(
        document.mediaType(),
        document.documentDigest().toString(),
        document.body().length,
        Base64.getEncoder().encodeToString(document.body()));
  }
}
