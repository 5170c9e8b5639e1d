package io.imagepeek.source.layout;

import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.image.Descriptor;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.image.Document;
import io.imagepeek.image.ImageConfig;
import io.imagepeek.image.MediaTypes;
import io.imagepeek.image.Quoted;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.ReadDocument;
import io.imagepeek.source.StoreMetadata;
import io.imagepeek.source.layout.LocalJson.SavedImage;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An image of an archive as {@code docker save} writes it. Such archives have no manifest. It is
 * made here as the containers/image library makes it, so that it has the same digest as in skopeo.
 */
final class DockerArchive implements ImagePlace {

  /** The media type of every layer, though in the archive they are seldom compressed. */
  private static final String LAYER_TYPE = "application/vnd.docker.image.rootfs.diff.tar.gzip";

  /** The names of configurations that are their digests. */
  private static final Pattern NAMED_BY_DIGEST =
      Pattern.compile("(?:blobs/sha256/|sha256:)?([0-9a-f]{64})(?:\\.json)?");

  private final DocumentReading documents;
  private final SavedImages images;
  private final SavedImage chosen;
  private final byte[] config;
  private final byte[] manifest;

  /**
   * @param tag a repository's tag or {@code @N}, the N-th image; null for the only image
   */
  DockerArchive(
      Archive archive, @Nullable String tag, DocumentReading documents, MemoryAllowance room) {
    FileFormat.SAVED.require(archive);
    this.documents = documents;
    this.images =
        new SavedImages(
            LocalJson.savedImages(archive.read("manifest.json", documents.manifestBytes(), room)));
    this.chosen = images.choose(tag);
    this.config = config(archive, room);
    Digest digest = Digest.of(DigestAlgorithm.SHA256, config);
    requireName(digest);
    List<String> diffIds = diffIds();
    this.manifest =
        manifest(digest, diffIds, layers(archive, diffIds)).getBytes(StandardCharsets.UTF_8);
    room.take(manifest.length);
    LocalFile.requireWithin(manifest.length, documents.manifestBytes(), "the image's manifest");
  }

  /** The configuration; an image without it exists, but is broken. */
  private byte[] config(Archive archive, MemoryAllowance room) {
    try {
      return archive.read(chosen.config(), documents.configBytes(), room);
    } catch (ImageNotFoundInRegistry absent) {
      throw new InspectImageFailure(
          "the archive lacks the configuration \"%s\"".formatted(Quoted.text(chosen.config())),
          absent);
    }
  }

  private void requireName(Digest digest) {
    Matcher name = NAMED_BY_DIGEST.matcher(chosen.config());
    if (name.matches() && !name.group(1).equals(digest.hex())) {
      throw new InspectImageFailure(
          "the digest of the configuration does not match: its name is %s, its digest %s"
              .formatted(name.group(1), digest));
    }
  }

  /** The size of each layer in the archive, by its diff ID. */
  private Map<String, Long> layers(Archive archive, List<String> diffIds) {
    List<String> names = chosen.layers();
    if (diffIds.size() != names.size()) {
      throw new InspectImageFailure(
          "manifest.json names %d layers of the image, its configuration %d"
              .formatted(names.size(), diffIds.size()));
    }
    Map<String, Long> sizes = new LinkedHashMap<>();
    Map<String, String> users = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String diffId = diffIds.get(i);
      // A repeated layer is one layer, whatever the names of its files.
      if (!sizes.containsKey(diffId)) {
        String normalised = EntryName.normalise(name);
        if (normalised == null || users.putIfAbsent(normalised, diffId) != null) {
          throw new InspectImageFailure(
              "the archive's layer \"%s\" is out of it, or said to be two different layers"
                  .formatted(Quoted.text(name)));
        }
        sizes.put(diffId, size(archive, normalised));
      }
    }
    return sizes;
  }

  private List<String> diffIds() {
    List<String> diffIds = ImageConfig.diffIds(config, Document.DEFAULT_MAX_DEPTH);
    for (String diffId : diffIds) {
      try {
        Digest.parse(diffId);
      } catch (IllegalArgumentException e) {
        throw new InspectImageFailure("the configuration's diff IDs: " + e.getMessage(), e);
      }
    }
    return diffIds;
  }

  private static long size(Archive archive, String name) {
    return archive
        .size(name)
        .orElseThrow(
            () ->
                new InspectImageFailure(
                    "the archive lacks the layer \"%s\"".formatted(Quoted.text(name))));
  }

  /** Writes exactly the bytes that Go's encoding/json writes, since the digest depends on them. */
  private String manifest(Digest digest, List<String> diffIds, Map<String, Long> sizes) {
    StringBuilder json = new StringBuilder();
    json.append("{\"schemaVersion\":2,\"mediaType\":\"")
        .append(MediaTypes.DOCKER_MANIFEST)
        .append("\",\"config\":");
    descriptor(json, MediaTypes.DOCKER_CONFIG, config.length, digest.toString());
    json.append(",\"layers\":[");
    String separator = "";
    for (String diffId : diffIds) {
      json.append(separator);
      descriptor(json, LAYER_TYPE, sizes.getOrDefault(diffId, -1L), diffId);
      separator = ",";
    }
    return json.append("]}").toString();
  }

  private static void descriptor(StringBuilder json, String type, long size, String digest) {
    json.append("{\"mediaType\":\"")
        .append(type)
        .append("\",\"size\":")
        .append(size)
        .append(",\"digest\":\"")
        .append(digest)
        .append("\"}");
  }

  @Override
  public ReadDocument resolve(MemoryAllowance room) {
    return documents.named(null, manifest, MediaTypes.DOCKER_MANIFEST);
  }

  @Override
  public ReadDocument manifest(Descriptor descriptor, MemoryAllowance room) {
    throw new ImageNotFoundInRegistry("the archive has no manifests");
  }

  @Override
  public byte[] config(Descriptor descriptor, MemoryAllowance room) {
    return documents.config(descriptor, config);
  }

  @Override
  public StoreMetadata entry(Digest resolved) {
    return FamiliarNames.entry(chosen.repoTags(), resolved);
  }

  @Override
  public List<String> tags() {
    return images.tags();
  }
}
