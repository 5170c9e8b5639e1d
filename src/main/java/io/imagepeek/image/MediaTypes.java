package io.imagepeek.image;

import java.util.List;

/** The media types that an inspection meets, as the OCI and Docker specifications register them. */
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

  /** What a request for a manifest accepts: every kind that {@link Document#parse} reads. */
  public static final List<String> MANIFEST_ACCEPT =
      List.of(OCI_MANIFEST, OCI_INDEX, DOCKER_MANIFEST, DOCKER_LIST, SCHEMA1_SIGNED, SCHEMA1);

  /** Whether something of this type, parameters aside, is a document that can be read. */
  public static boolean isDocument(String mediaType) {
    return DocumentKind.of(mediaType) != null;
  }

  /** Whether this is the type of an image's configuration, in either format. */
  static boolean isImageConfig(String mediaType) {
    return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
  }

  private MediaTypes() {}
}
