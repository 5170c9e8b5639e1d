package io.imagepeek.source.layout;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import java.util.List;

/**
 * One image where its transport has it. As {@link io.imagepeek.source.StoredImage}, but each method
 * blocks, and what it reads takes of the room that it is given.
 */
interface ImagePlace {

  /** The document that the image's name stands for. */
  ReadDocument resolve(MemoryAllowance room);

  /** The manifest or index that an index's entry describes. */
  ReadDocument manifest(Descriptor descriptor, MemoryAllowance room);

  /** The configuration that a manifest describes. */
  byte[] config(Descriptor descriptor, MemoryAllowance room);

  /** The image's names. */
  StoreMetadata entry(Digest resolved);

  /** The names of all images that are there, as they are written there. */
  List<String> tags();
}
