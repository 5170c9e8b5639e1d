package io.imagepeek.image;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an image configuration that the documented output shows. Absent strings are {@code
 * ""}.
 *
 * @param created RFC 3339, in the form of the output. Where it is absent: null for an OCI image,
 *     Go's zero time for a Docker image
 * @param dockerVersion the Docker version that built it
 * @param labels by sorted key; null where absent
 * @param env null where absent
 */
public record ImageConfig(
    @Nullable String created,
    String dockerVersion,
    String architecture,
    String os,
    @Nullable Map<String, String> labels,
    @Nullable List<String> env) {

  /** The name of a configuration in messages. */
  static final String WHAT = "image configuration";

  private static final String ZERO_TIME = "0001-01-01T00:00:00Z";

  /**
   * As {@link #parse(byte[], ImageFormat, int)} with {@value Document#DEFAULT_MAX_DEPTH} levels.
   */
  public static ImageConfig parse(byte[] body, ImageFormat format) {
    return parse(body, format, Document.DEFAULT_MAX_DEPTH);
  }

  /**
   * Reads a configuration by the rules of a format.
   *
   * @param maxDepth the limit for the nesting depth of its JSON
   * @throws InspectImageFailure if it is not JSON, or a field has the wrong type
   */
  public static ImageConfig parse(byte[] body, ImageFormat format, int maxDepth) {
    if (format == ImageFormat.DOCKER) {
      return ofDocker(GoJson.read(body, ConfigSchemas.DOCKER_IMAGE, WHAT, maxDepth));
    }
    GoJsonObject image = GoJson.read(body, ConfigSchemas.OCI_IMAGE, WHAT, maxDepth);
    return of(image, image.textOrNull("created"));
  }

  /** The configuration in the newest history entry of a schema 1 manifest. */
  static ImageConfig parseV1(String compatibility, int maxDepth) {
    return ofDocker(
        GoJson.read(compatibility, ConfigSchemas.DOCKER_IMAGE, "schema 1 history", maxDepth));
  }

  /**
   * Only the digests of the unpacked layers, base first, as written.
   *
   * @throws InspectImageFailure if the configuration is not JSON, or the digests have the wrong
   *     type
   */
  public static List<String> diffIds(byte[] body, int maxDepth) {
    List<String> diffIds =
        GoJson.read(body, ConfigSchemas.DIFF_IDS, WHAT, maxDepth)
            .struct("rootfs")
            .texts("diff_ids");
    return diffIds == null ? List.of() : diffIds;
  }

  private static ImageConfig ofDocker(GoJsonObject image) {
    String created = image.textOrNull("created");
    return of(image, created == null ? ZERO_TIME : created);
  }

  private static ImageConfig of(GoJsonObject image, @Nullable String created) {
    GoJsonObject config = image.struct("config");
    return new ImageConfig(
        created,
        image.text("docker_version"),
        image.text("architecture"),
        image.text("os"),
        config.textMap("Labels"),
        config.texts("Env"));
  }
}
