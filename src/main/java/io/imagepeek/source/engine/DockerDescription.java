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
  static EngineReport of(DockerJson description, @Nullable ImageReference reference) {
    DockerJson config = description.struct("Config");
    DockerJson driver = description.struct("GraphDriver");
    DockerJson rootFs = description.struct("RootFS");
    StoreMetadata entry =
        new StoreMetadata(
            description.texts("RepoTags"),
            description.texts("RepoDigests"),
            description.text("Parent"),
            driver.text("Name"),
            description.struct("Metadata").textOrNull("LastTagTime"));
    return new EngineReport(
        digest(description, entry, reference),
        imageConfig(description, config),
        layers(rootFs),
        description.text("Id"),
        entry,
        engineConfig(description, config, rootFs),
        description.number("Size"),
        objects(driver.textMap("Data")));
  }

  private static ImageConfig imageConfig(DockerJson description, DockerJson config) {
    String created = description.text("Created");
    Map<String, String> labels = config.textMap("Labels");
    return new ImageConfig(
        created.isEmpty() ? null : created,
        description.text("DockerVersion"),
        description.text("Architecture"),
        description.text("Os"),
        labels == null ? null : Collections.unmodifiableMap(new TreeMap<>(labels)),
        config.textsOrNull("Env"));
  }

  private static EngineConfig engineConfig(
      DockerJson description, DockerJson config, DockerJson rootFs) {
    return new EngineConfig(
        description.text("Created"),
        description.text("DockerVersion"),
        description.text("Author"),
        description.text("Comment"),
        config.asMap(),
        description.text("Architecture"),
        description.text("Variant"),
        description.text("Os"),
        description.text("OsVersion"),
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
   * The digest that the image was pulled by: the engine's descriptor, else its digest in the
   * requested repository, else its id.
   */
  private static Digest digest(
      DockerJson description, StoreMetadata entry, @Nullable ImageReference reference) {
    String descriptor = description.struct("Descriptor").text("digest");
    Digest id = id(description.text("Id"));
    return descriptor.isEmpty()
        ? inRepository(entry, reference).orElse(id)
        : digest("Descriptor.digest", descriptor);
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
