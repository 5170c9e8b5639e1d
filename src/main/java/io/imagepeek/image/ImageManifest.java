package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * An OCI image manifest or Docker's version 2 schema 2.
 *
 * @param format which of the two; the configuration is read by its rules
 * @param artifactType what an OCI artifact says it is; {@code ""} for images
 * @param config the configuration's descriptor
 * @param layers base first
 */
public record ImageManifest(
    ImageFormat format, String artifactType, Descriptor config, List<Layer> layers)
    implements Manifest {

  /** What a Docker manifest may call a layer beside what OCI calls one. */
  private static final Set<String> DOCKER_LAYERS =
      Set.of(
          "application/vnd.docker.image.rootfs.diff.tar",
          "application/vnd.docker.image.rootfs.diff.tar.gzip",
          "application/vnd.docker.image.rootfs.diff.tar.zstd",
          "application/vnd.docker.image.rootfs.foreign.diff.tar",
          "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
          // No layers at all, but the peers let them pass, and what they show is shown here.
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
        throw new InspectImageFailure("manifest: the sizes of the layers add up to none");
      }
      size += layer.size();
    }
    return OptionalLong.of(size);
  }

  /**
   * What an OCI artifact (a chart, a signature, an SBOM) says it is: it has no configuration of an
   * image, though it may call itself by Docker's type of one. {@code ""} for images.
   */
  public String artifact() {
    if (format == ImageFormat.DOCKER || MediaTypes.isImageConfig(config.mediaType())) {
      return "";
    }
    return artifactType.isEmpty() ? config.mediaType() : artifactType;
  }

  /** Whether this is an artifact. One may not even say of what type it is. */
  public boolean isArtifact() {
    return format == ImageFormat.OCI && !MediaTypes.isImageConfig(config.mediaType());
  }

  /** By whose rules the configuration is read: its own type says it, or else the manifest's. */
  public ImageFormat configFormat() {
    return switch (config.mediaType()) {
      case MediaTypes.OCI_CONFIG -> ImageFormat.OCI;
      case MediaTypes.DOCKER_CONFIG -> ImageFormat.DOCKER;
      default -> format;
    };
  }

  /**
   * Refuses artifacts, and layers that nobody knows how to unpack. To be called before the
   * configuration is fetched.
   */
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
          "manifest: a Docker image has no layers of type \"%s\"".formatted(Quoted.text(type)));
    }
  }
}
