package io.imagepeek.image;

/** Which of the two families of documents an image is described in. */
public enum ImageFormat {
  OCI("image index"),
  DOCKER("manifest list");

  private final String indexName;

  ImageFormat(String indexName) {
    this.indexName = indexName;
  }

  /** What this family calls a list of manifests. */
  String indexName() {
    return indexName;
  }
}
