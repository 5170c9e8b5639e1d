package io.imagepeek.source;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageFormat;
import io.smallrye.mutiny.Uni;

/**
 * An image that is read from its documents. Everything returned is verified against its expected
 * digest and size. Each method fails with an {@link io.imagepeek.failure.InspectFailure}; a missing
 * document is an {@link io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry}.
 */
public non-sealed interface StoredImage extends ImageHandle {

  /** The document that the reference resolves to: a manifest or an index. */
  Uni<ReadDocument> resolve();

  /** The manifest or index that an index's entry describes. */
  Uni<ReadDocument> manifest(Descriptor descriptor);

  /** The configuration of a manifest, as stored. */
  Uni<byte[]> config(Descriptor descriptor);

  /**
   * The parsed configuration, by the rules of its format.
   *
   * @param maxDepth the maximum nesting depth of objects and arrays
   * @param parsers the executor for large configurations
   */
  default Uni<ImageConfig> imageConfig(
      Descriptor descriptor, ImageFormat format, int maxDepth, ParserExecutor parsers) {
    return config(descriptor)
        .flatMap(
            body ->
                parsers.compute(
                    origin(), body.length, () -> ImageConfig.parse(body, format, maxDepth)));
  }

  /** The origin of its documents. Origins take turns at shared resources. */
  default String origin() {
    return "";
  }

  /**
   * The source's metadata of the image, beside its documents.
   *
   * @param resolved the digest that the reference resolves to
   */
  Uni<StoreMetadata> entry(Digest resolved);
}
