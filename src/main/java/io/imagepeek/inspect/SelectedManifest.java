package io.imagepeek.inspect;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.ImageManifest;
import io.imagepeek.image.Manifest;
import io.imagepeek.image.UnreadableDocument;
import io.imagepeek.source.ReadDocument;
import java.util.List;
import java.util.Optional;

/**
 * The manifest of a platform and the path to it.
 *
 * @param documents from the document that the reference resolves to, to the manifest's own
 */
record SelectedManifest(List<ReadDocument> documents) {

  ReadDocument read() {
    return documents.get(documents.size() - 1);
  }

  /** The document on the path that has this digest. */
  Optional<ReadDocument> document(Digest digest) {
    return documents.stream().filter(read -> read.digest().equals(digest)).findFirst();
  }

  /** Whether it is an image: neither an artifact nor unreadable. */
  boolean isImage() {
    return read().document() instanceof Manifest manifest
        && !(manifest instanceof ImageManifest described && described.isArtifact());
  }

  /** The manifest; throws its failure if it is unreadable. */
  Manifest manifest() {
    if (read().document() instanceof UnreadableDocument unreadable) {
      throw unreadable.refusal();
    }
    return (Manifest) read().document();
  }

  /** The configuration's descriptor, which even an unreadable manifest may have. */
  Descriptor config() {
    return read().document() instanceof UnreadableDocument unreadable && unreadable.config() != null
        ? unreadable.config()
        : described().config();
  }

  /** The manifest, if it refers to a configuration. */
  ImageManifest described() {
    if (manifest() instanceof ImageManifest described) {
      return described;
    }
    throw InspectImageFailure.ofPart("an image of schema 1 has no configuration");
  }
}
