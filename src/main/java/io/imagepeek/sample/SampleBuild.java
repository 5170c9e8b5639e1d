package io.imagepeek.sample;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One platform of a sample image, as built: its configuration and its manifest.
 *
 * <p>Layers are described but not stored. Digest, size and diff ID are derived from the step, so
 * that equal steps on one platform are one shared layer, as in real images. An inspection never
 * downloads a layer; a pull of a sample image fails.
 *
 * @param format the media types to use
 * @param platform the platform as an index names it: {@code os}, {@code architecture} and, where it
 *     has them, {@code variant} and {@code os.version}
 * @param created when the build ended, RFC 3339
 * @param runtime the container's configuration: {@code Env}, {@code Cmd}, {@code Labels}, …
 * @param steps the steps of the build, base first
 */
record SampleBuild(
    SampleFormat format,
    JsonObject platform,
    String created,
    JsonObject runtime,
    List<Step> steps) {

  private static final String DOCKER_VERSION = "27.3.1";

  /**
   * One step of a build.
   *
   * @param createdBy the command, as the image's history shows it
   * @param size the size of the compressed layer in bytes; 0 for a step without a layer
   */
  record Step(String createdBy, long size) {

    boolean leavesLayer() {
      return size > 0;
    }
  }

  /** A platform of an index without variant or version. */
  static JsonObject platform(String os, String architecture) {
    return new JsonObject().put("architecture", architecture).put("os", os);
  }

  /**
   * Stores configuration and manifest in a repository.
   *
   * @return the manifest's descriptor, without its platform
   */
  JsonObject storeIn(SampleRepository repository) {
    return storeIn(repository, new JsonObject());
  }

  /** As {@link #storeIn(SampleRepository)}, with annotations on the manifest. */
  JsonObject storeIn(SampleRepository repository, JsonObject annotations) {
    JsonObject manifest =
        new JsonObject()
            .put("schemaVersion", 2)
            .put("mediaType", format.manifest())
            .put("config", repository.addBlob(format.config(), config()))
            .put("layers", layers());
    if (!annotations.isEmpty()) {
      manifest.put("annotations", annotations);
    }
    return repository.addManifest(format.manifest(), manifest);
  }

  /** As {@link #storeIn(SampleRepository)}, and makes the descriptor an entry of an index. */
  JsonObject entryIn(SampleRepository repository) {
    return storeIn(repository).put("platform", platform);
  }

  private JsonObject config() {
    JsonObject config =
        new JsonObject()
            .put("created", created)
            .put("author", "imagepeek samples")
            .mergeIn(platform)
            .put("config", runtime);
    if (format == SampleFormat.DOCKER) {
      config.put("docker_version", DOCKER_VERSION);
    }
    JsonArray diffIds = new JsonArray();
    JsonArray history = new JsonArray();
    for (Step step : steps) {
      JsonObject entry =
          new JsonObject().put("created", created).put("created_by", step.createdBy());
      if (step.leavesLayer()) {
        diffIds.add(madeUpDigest("uncompressed layer", step));
      } else {
        entry.put("empty_layer", true);
      }
      history.add(entry);
    }
    return config
        .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", diffIds))
        .put("history", history);
  }

  private JsonArray layers() {
    JsonArray layers = new JsonArray();
    for (Step step : steps) {
      if (step.leavesLayer()) {
        layers.add(
            new JsonObject()
                .put("mediaType", format.layer())
                .put("digest", madeUpDigest("layer", step))
                .put("size", step.size()));
      }
    }
    return layers;
  }

  private String madeUpDigest(String what, Step step) {
    String seed = String.join("\n", what, platform.encode(), step.createdBy());
    return SampleDocument.sha256(seed.getBytes(StandardCharsets.UTF_8));
  }
}
