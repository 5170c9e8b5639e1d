package io.imagepeek.image;

/** The two families of documents that describe images. */
public enum ImageFormat {
  OCI("image index"),
  DOCKER("manifest list");

  private final String indexName;

  ImageFormat(String indexName) {
    this.indexName = indexName;
  }

  /** This family's name for a list of manifests. */
  String indexName() {
    return indexName;
  }
}
