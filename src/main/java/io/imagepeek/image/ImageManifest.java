package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.OptionalLong;

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
   * Refuses OCI artifacts (charts, signatures, SBOMs), which have no image configuration. To be
   * called before the configuration is fetched.
   */
  public void requireImage() {
    if (format == ImageFormat.OCI && !config.mediaType().equals(MediaTypes.OCI_CONFIG)) {
      String type = artifactType.isEmpty() ? config.mediaType() : artifactType;
      throw new InspectImageFailure(
          "unsupported image-specific operation on artifact with type \"%s\""
              .formatted(Quoted.text(type)));
    }
  }
}
