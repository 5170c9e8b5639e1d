package io.imagepeek.source.engine;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.EngineConfig;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Layer;
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
  static EngineReport of(DockerJson told, @Nullable ImageReference reference) {
    DockerJson config = told.struct("Config");
    DockerJson driver = told.struct("GraphDriver");
    DockerJson rootFs = told.struct("RootFS");
    StoreMetadata entry =
        new StoreMetadata(
            told.texts("RepoTags"),
            told.texts("RepoDigests"),
            told.text("Parent"),
            driver.text("Name"),
            told.struct("Metadata").textOrNull("LastTagTime"));
    return new EngineReport(
        digest(told, entry, reference),
        imageConfig(told, config),
        layers(rootFs),
        told.text("Id"),
        entry,
        engineConfig(told, config, rootFs),
        told.number("Size"),
        objects(driver.textMap("Data")));
  }

  private static ImageConfig imageConfig(DockerJson told, DockerJson config) {
    String created = told.text("Created");
    Map<String, String> labels = config.textMap("Labels");
    return new ImageConfig(
        created.isEmpty() ? null : created,
        told.text("DockerVersion"),
        told.text("Architecture"),
        told.text("Os"),
        labels == null ? null : Collections.unmodifiableMap(new TreeMap<>(labels)),
        config.textsOrNull("Env"));
  }

  private static EngineConfig engineConfig(DockerJson told, DockerJson config, DockerJson rootFs) {
    return new EngineConfig(
        told.text("Created"),
        told.text("DockerVersion"),
        told.text("Author"),
        told.text("Comment"),
        config.asTold(),
        told.text("Architecture"),
        told.text("Variant"),
        told.text("Os"),
        told.text("OsVersion"),
        rootFs.text("Type"),
        rootFs.texts("Layers"));
  }

  private static List<Layer> layers(DockerJson rootFs) {
    return rootFs.texts("Layers").stream()
        .map(diffId -> digest("RootFS.Layers", diffId).toString())
        .map(diffId -> new Layer(UNPACKED_LAYER, diffId, UNKNOWN_SIZE, null))
        .toList();
  }

  /**
   * What the image was pulled by: the engine's descriptor of it, else the digest that it has in the
   * repository asked for, else its id.
   */
  private static Digest digest(
      DockerJson told, StoreMetadata entry, @Nullable ImageReference reference) {
    String descriptor = told.struct("Descriptor").text("digest");
    Digest id = id(told.text("Id"));
    return descriptor.isEmpty()
        ? inRepository(entry, reference).orElse(id)
        : digest("Descriptor.digest", descriptor);
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
  private static Digest id(String id) {
    return digest("Id", id.indexOf(':') < 0 ? DigestAlgorithm.SHA256.prefix() + ":" + id : id);
  }

  private static Digest digest(String field, String text) {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw DockerJson.wrong(field, "a digest: " + malformed.getMessage());
    }
  }

  private static @Nullable Map<String, Object> objects(@Nullable Map<String, String> texts) {
    return texts == null ? null : Collections.unmodifiableMap(texts);
  }
}
