package io.imagepeek.source;

import io.imagepeek.image.Descriptor;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;

/**
 * One image as one inspection reads it. Everything returned has been verified against the digest
 * and size that led to it. Each method fails with an {@link io.imagepeek.failure.InspectFailure}.
 */
public interface OpenedImage {

  /** The document that the reference resolves to: a manifest or an index. */
  Uni<ReadDocument> resolve();

  /** The manifest or index that an index's entry describes. */
  Uni<ReadDocument> manifest(Descriptor descriptor);

  /** The configuration that a manifest describes, as it was stored. */
  Uni<byte[]> config(Descriptor descriptor);

  /** The tags of the repository in the source's order; empty where the listing is denied. */
  Uni<Optional<List<String>>> tags();
}
