package io.imagepeek.image;

import java.util.List;

/** The media types of image documents, from the OCI and Docker specifications. */
public final class MediaTypes {

  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

  public static final String SCHEMA1_SIGNED =
      "application/vnd.docker.distribution.manifest.v1+prettyjws";
  public static final String SCHEMA1 = "application/vnd.docker.distribution.manifest.v1+json";

  /**
   * The Accept header of a request for a manifest: every kind that {@link Document#parse} reads.
   */
  public static final List<String> MANIFEST_ACCEPT =
      List.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST, SCHEMA1_SIGNED, SCHEMA1);

  /** Whether {@link Document#parse} reads documents of this type, with or without parameters. */
  public static boolean isDocument(String mediaType) {
    return DocumentKind.of(mediaType) != null;
  }

  /** Whether this is the media type of an image configuration, OCI or Docker. */
  static boolean isImageConfig(String mediaType) {
    return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
  }

  private MediaTypes() {}
}
