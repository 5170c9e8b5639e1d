package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An OCI image manifest or Docker's version 2 schema 2.
 *
 * @param format which of the two
 * @param artifactType the type of an OCI artifact; {@code ""} for images
 * @param config the configuration's descriptor
 * @param layers base first
 */
public record ImageManifest(
    ImageFormat format, String artifactType, Descriptor config, List<Layer> layers)
    implements Manifest {

  /** The layer types of Docker manifests, beside those of OCI. */
  private static final Set<String> DOCKER_LAYERS =
      Set.of(
          "application/vnd.docker.image.rootfs.diff.tar",
          "application/vnd.docker.image.rootfs.diff.tar.gzip",
          "application/vnd.docker.image.rootfs.diff.tar.zstd",
          "application/vnd.docker.image.rootfs.foreign.diff.tar",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
          // These are not layers, but other clients accept and show them, so they are shown here
          // too.
          MediaTypes.DOCKER_CONFIG,
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.SCHEMA1_SIGNED,
          MediaTypes.SCHEMA1);

  private static final String OCI_LAYER = "application/vnd.oci.image.layer.";

  public ImageManifest {
    layers = List.copyOf(layers);
  }

  @Override
  public String mediaType() {
    return format == ImageFormat.OCI ? MediaTypes.OCI_MANIFEST : MediaTypes.DOCKER_MANIFEST;
  }

  @Override
  public OptionalLong layersSize() {
    long size = 0;
    for (Layer layer : layers) {
      if (layer.size() < 0 || size > Long.MAX_VALUE - layer.size()) {
        throw new InspectImageFailure(
            "manifest: a layer size is negative, or the sum of the sizes is too large");
      }
      size += layer.size();
    }
    return OptionalLong.of(size);
  }

  /**
   * The type of an OCI artifact (a chart, a signature, an SBOM), which has no image configuration.
   * {@code ""} for images.
   */
  public String artifact() {
    if (format == ImageFormat.DOCKER || MediaTypes.isImageConfig(config.mediaType())) {
      return "";
    }
    return artifactType.isEmpty() ? config.mediaType() : artifactType;
  }

  /** Whether this is an artifact. An artifact may have an empty type. */
  public boolean isArtifact() {
    return format == ImageFormat.OCI && !MediaTypes.isImageConfig(config.mediaType());
  }

  /**
   * The format that the configuration is read by: that of its own media type, else that of the
   * manifest.
   */
  public ImageFormat configFormat() {
    return switch (config.mediaType()) {
      case MediaTypes.OCI_CONFIG -> ImageFormat.OCI;
      case MediaTypes.DOCKER_CONFIG -> ImageFormat.DOCKER;
      default -> format;
    };
  }

  /** Rejects artifacts and unknown layer types. Call it before fetching the configuration. */
  public void requireImage() {
    if (isArtifact()) {
      throw new InspectImageFailure(
          "unsupported image-specific operation on artifact with type \"%s\""
              .formatted(Quoted.text(artifact())));
    }
    if (format == ImageFormat.DOCKER) {
      layers.forEach(ImageManifest::requireDockerLayer);
    }
  }

  private static void requireDockerLayer(Layer layer) {
    String type = layer.mimeType();
    if (!DOCKER_LAYERS.contains(type) && !type.startsWith(OCI_LAYER)) {
      throw new InspectImageFailure(
          "manifest: unsupported layer type \"%s\" in a Docker image".formatted(Quoted.text(type)));
    }
  }
}
