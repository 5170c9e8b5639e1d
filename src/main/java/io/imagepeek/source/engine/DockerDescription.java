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
 * Reads what a Docker-compatible engine tells of an image (Docker Engine API, "Inspect an image").
 * All fields beside the name are told by the engine alone, and passed on as they are.
 */
final class DockerDescription {

  /** The media type of a layer that is neither packed nor in a registry. */
  private static final String UNPACKED_LAYER = "application/vnd.docker.image.rootfs.diff.tar";

  private static final int UNKNOWN_SIZE = -1;

  private DockerDescription() {}

  /**
   * The description.
   *
   * @param reference what the image was asked for by; null for an id
   */
  static EngineReport of(JsonField told, @Nullable ImageReference reference) {
    JsonField config = told.get("Config");
    JsonField driver = told.get("GraphDriver");
    JsonField rootFs = told.get("RootFS");
    StoreMetadata entry =
        new StoreMetadata(
            texts(told, "RepoTags"),
            texts(told, "RepoDigests"),
            text(told, "Parent"),
            text(driver, "Name"),
            orNull(told.get("Metadata").get("LastTagTime").optionalText()));
    return new EngineReport(
        digest(told, entry, reference),
        imageConfig(told, config),
        layers(rootFs),
        text(told, "Id"),
        entry,
        engineConfig(told, config, rootFs),
        told.get("Size")
            .optionalInteger(Long.MIN_VALUE, Long.MAX_VALUE, "a whole number of 64 bits")
            .orElse(0),
        objects(driver.get("Data")));
  }

  private static ImageConfig imageConfig(JsonField told, JsonField config) {
    String created = text(told, "Created");
    Map<String, String> labels = orNull(config.get("Labels").optionalTextMap());
    return new ImageConfig(
        created.isEmpty() ? null : created,
        text(told, "DockerVersion"),
        text(told, "Architecture"),
        text(told, "Os"),
        labels == null ? null : Collections.unmodifiableMap(new TreeMap<>(labels)),
        orNull(config.get("Env").optionalTexts()));
  }

  private static EngineConfig engineConfig(JsonField told, JsonField config, JsonField rootFs) {
    return new EngineConfig(
        text(told, "Created"),
        text(told, "DockerVersion"),
        text(told, "Author"),
        text(told, "Comment"),
        DockerJson.asWritten(config),
        text(told, "Architecture"),
        text(told, "Variant"),
        text(told, "Os"),
        text(told, "OsVersion"),
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
   * What the image was pulled by: the engine's descriptor of it, else the digest that it has in the
   * repository asked for, else its id.
   */
  private static Digest digest(
      JsonField told, StoreMetadata entry, @Nullable ImageReference reference) {
    String descriptor = text(told.get("Descriptor"), "digest");
    Digest id = id(told.get("Id"));
    return descriptor.isEmpty()
        ? inRepository(entry, reference).orElse(id)
        : digest(told.get("Descriptor").get("digest"), descriptor);
  }

  /**
   * An image may have several, of an index and of its member: the one asked for, else the first.
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
