package io.imagepeek.source.engine;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Layer;
import io.imagepeek.json.JsonField;
import io.imagepeek.source.EngineReport;
import io.imagepeek.source.StoreMetadata;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Docker-compatible engine's description of an image (Docker Engine API, "Inspect an
 * image"). Nothing of it can be verified: its fields are passed on unchanged.
 */
final class DockerDescription {

  /** The media type of a layer that is neither compressed nor in a registry. */
  private static final String UNPACKED_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

  private static final int UNKNOWN_SIZE = -1;

  private DockerDescription() {}

  /**
   * The description.
   *
   * @param reference the reference in the request; null for an id
   */
  static EngineReport of(JsonField description, @Nullable ImageReference reference) {
    JsonField config = description.get("Config");
    JsonField driver = description.get("GraphDriver");
    JsonField rootFs = description.get("RootFS");
    StoreMetadata entry =
        new StoreMetadata(
            texts(description, "RepoTags"),
            texts(description, "RepoDigests"),
            text(description, "Parent"),
            text(driver, "Name"),
            orNull(description.get("Metadata").get("LastTagTime").optionalText()));
    return new EngineReport(
        digest(description, entry, reference),
        imageConfig(description, config),
        layers(rootFs),
        text(description, "Id"),
        entry,
        engineConfig(description, config, rootFs),
        description
            .get("Size")
            .optionalInteger(Long.MIN_VALUE, Long.MAX_VALUE, "a whole number of 64 bits")
            .orElse(0),
        objects(driver.get("Data")));
  }

  private static ImageConfig imageConfig(JsonField description, JsonField config) {
    String created = text(description, "Created");
    Map<String, String> labels = orNull(config.get("Labels").optionalTextMap());
    return new ImageConfig(
        created.isEmpty() ? null : created,
        text(description, "DockerVersion"),
        text(description, "Architecture"),
        text(description, "Os"),
        labels == null ? null : Collections.unmodifiableMap(new TreeMap<>(labels)),
        orNull(config.get("Env").optionalTexts()));
  }

  private static EngineConfig engineConfig(
      JsonField description, JsonField config, JsonField rootFs) {
    return new EngineConfig(
        text(description, "Created"),
        text(description, "DockerVersion"),
        text(description, "Author"),
        text(description, "Comment"),
        DockerJson.asWritten(config),
        text(description, "Architecture"),
        text(description, "Variant"),
        text(description, "Os"),
        text(description, "OsVersion"),
        text(rootFs, "Type"),
        texts(rootFs, "Layers"));
  }

  private static List<Layer> layers(JsonField rootFs) {
    return texts(rootFs, "Layers").stream()
        .map(diffId -> digest(rootFs.get("Layers"), diffId).toString())
        .map(diffId -> new Layer(UNPACKED_LAYER, diffId, UNKNOWN_SIZE, null))
        .toList();
  }

  /**
   * The digest that the image was pulled by: the engine's descriptor, else its digest in the
   * requested repository, else its id.
   */
  private static Digest digest(
      JsonField description, StoreMetadata entry, @Nullable ImageReference reference) {
    String descriptor = text(description.get("Descriptor"), "digest");
    Digest id = id(description.get("Id"));
    return descriptor.isEmpty()
        ? inRepository(entry, reference).orElse(id)
        : digest(description.get("Descriptor").get("digest"), descriptor);
  }

  /**
   * The requested digest, else the first: an image may have those of an index and of its member.
   */
  private static Optional<Digest> inRepository(
      StoreMetadata entry, @Nullable ImageReference reference) {
    if (reference == null) {
      return Optional.empty();
    }
    List<Digest> digests =
        entry.repoDigests().stream()
            .map(DockerImage::parsed)
            .flatMap(Optional::stream)
            .filter(digested -> digested.name().equals(reference.name()))
            .map(ImageReference::digest)
            .filter(Objects::nonNull)
            .toList();
    return digests.stream()
        .filter(digest -> digest.equals(reference.digest()))
        .findFirst()
        .or(() -> digests.stream().findFirst());
  }

  /** Podman's own API leaves out the algorithm. */
  private static Digest id(JsonField field) {
    String id = field.optionalText().orElse("");
    return digest(field, id.indexOf(':') < 0 ? DigestAlgorithm.SHA256.prefix() + ":" + id : id);
  }

  private static Digest digest(JsonField field, String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw field.wrongType("a digest: " + malformed.getMessage());
    }
  }

  private static String text(JsonField object, String name) {
    return object.get(name).optionalText().orElse("");
  }

  private static List<String> texts(JsonField object, String name) {
    return object.get(name).optionalTexts().orElse(List.of());
  }

  private static @Nullable Map<String, Object> objects(JsonField field) {
    Map<String, String> texts = orNull(field.optionalTextMap());
    return texts == null ? null : Collections.unmodifiableMap(texts);
  }

  private static <T> @Nullable T orNull(Optional<T> value) {
    return value.isPresent() ? value.get() : null;
  }
}
