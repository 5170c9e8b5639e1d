package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an image's configuration says of the image. Absent strings are {@code ""}.
 *
 * @param created RFC 3339 as it is printed; null where an OCI image says none, Go's zero time where
 *     a Docker image says none
 * @param dockerVersion the Docker version that built it
 * @param labels by sorted key; null where absent
 * @param env null where absent
 */
public record ImageConfig(
    @Nullable String created,
    String dockerVersion,
    String architecture,
    String os,
    String variant,
    String author,
    @Nullable Map<String, String> labels,
    @Nullable List<String> env) {

  private static final String WHAT = "image configuration";
  private static final String ZERO_TIME = "0001-01-01T00:00:00Z";

  /**
   * As {@link #parse(byte[], ImageFormat, int)} with {@value Document#DEFAULT_MAX_DEPTH} levels.
   */
  public static ImageConfig parse(byte[] body, ImageFormat format) {
    return parse(body, format, Document.DEFAULT_MAX_DEPTH);
  }

  /**
   * Reads a configuration by the rules of the manifest that refers to it.
   *
   * @param maxDepth how deep its JSON may nest
   * @throws InspectImageFailure where it is not JSON, or a known field has a wrong type
   */
  public static ImageConfig parse(byte[] body, ImageFormat format, int maxDepth) {
    if (format == ImageFormat.DOCKER) {
      return ofDocker(Json.read(body, ConfigShapes.DOCKER_IMAGE, WHAT, maxDepth));
    }
    String dockerVersion;
    try {
      // The specification does not know the builder's version, but builders write it all the same.
      // One reading after the other: each takes many times the document's bytes.
      dockerVersion =
          Json.read(body, ConfigShapes.DOCKER_V1_IMAGE, WHAT, maxDepth).text("docker_version");
    } catch (InspectImageFailure unlikeDocker) {
      var unused = Json.read(body, ConfigShapes.OCI_IMAGE, WHAT, maxDepth);
      throw unlikeDocker; // only where it is well-formed by its own rules
    }
    Fields image = Json.read(body, ConfigShapes.OCI_IMAGE, WHAT, maxDepth);
    return of(image, image.textOrNull("created"), dockerVersion);
  }

  /** The configuration that the newest history entry of a schema 1 manifest carries. */
  static ImageConfig parseV1(String compatibility, int maxDepth) {
    return ofDocker(
        Json.read(compatibility, ConfigShapes.DOCKER_V1_IMAGE, "schema 1 history", maxDepth));
  }

  private static ImageConfig ofDocker(Fields image) {
    String created = image.textOrNull("created");
    return of(image, created == null ? ZERO_TIME : created, image.text("docker_version"));
  }

  private static ImageConfig of(Fields image, @Nullable String created, String dockerVersion) {
    Fields config = image.struct("config");
    return new ImageConfig(
        created,
        dockerVersion,
        image.text("architecture"),
        image.text("os"),
        image.text("variant"),
        image.text("author"),
        config.textMap("Labels"),
        config.texts("Env"));
  }
}
