package io.imagepeek.source.layout;

import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import java.util.List;

/**
 * One image in its files. As {@link io.imagepeek.source.StoredImage}, but each method blocks, and
 * takes memory for what it reads from the allowance that it gets.
 */
interface ImagePlace {

  /** The document of the image's name. */
  ReadDocument resolve(MemoryAllowance room);

  /** The manifest or index that an index's entry describes. */
  ReadDocument manifest(Descriptor descriptor, MemoryAllowance room);

  /** The configuration that a manifest describes. */
  byte[] config(Descriptor descriptor, MemoryAllowance room);

  /** The image's names. */
  StoreMetadata entry(Digest resolved);

  /** The names of all images in the files, unchanged. */
  List<String> tags();
}
