package io.imagepeek.source;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageFormat;
import io.smallrye.mutiny.Uni;

/**
 * An image that is read from its documents. Everything returned has been verified against the
 * digest and size that led to it. Each method fails with an {@link
 * io.imagepeek.failure.InspectFailure}; a document that the place lacks is an {@link
 * io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry}.
 */
public non-sealed interface StoredImage extends ImageHandle {

  /** The document that the reference resolves to: a manifest or an index. */
  Uni<ReadDocument> resolve();

  /** The manifest or index that an index's entry describes. */
  Uni<ReadDocument> manifest(Descriptor descriptor);

  /** The configuration that a manifest describes, as it was stored. */
  Uni<byte[]> config(Descriptor descriptor);

  /**
   * What the configuration says of the image, by the rules of the manifest that describes it.
   *
   * @param maxDepth objects and arrays within each other at most
   * @param parsers where a large one is parsed
   */
  default Uni<ImageConfig> imageConfig(
      Descriptor descriptor, ImageFormat format, int maxDepth, ParserExecutor parsers) {
    return config(descriptor)
        .flatMap(
            body ->
                parsers.compute(
                    origin(), body.length, () -> ImageConfig.parse(body, format, maxDepth)));
  }

  /** Where its documents come from: what is shared with other places is used in turns by it. */
  default String origin() {
    return "";
  }

  /**
   * What the place keeps of the image beside its documents.
   *
   * @param resolved the digest of what the reference resolves to
   */
  Uni<StoreMetadata> entry(Digest resolved);
}
