package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An OCI archive whose images have the whole names that they are to have in containerd. */
final class ContainerdArchive {

  private static final String NAME = "io.containerd.image.name";

  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, byte[]> blobs = new LinkedHashMap<>();
  private final ArrayNode images = json.createArrayNode();

  /** Puts some content in, and gives its digest. */
  String blob(byte[] content) {
    String digest = Digest.of(DigestAlgorithm.SHA256, content).toString();
    blobs.put(digest, content);
    return digest;
  }

  /** Puts a document in and gives its descriptor. */
  ObjectNode document(String mediaType, JsonNode document) {
    byte[] content = document.toString().getBytes(UTF_8);
    return json.createObjectNode()
        .put("mediaType", mediaType)
        .put("digest", blob(content))
        .put("size", content.length);
  }

  /** Names the image that a descriptor describes. */
  ContainerdArchive name(String name, ObjectNode descriptor) {
    ObjectNode image = descriptor.deepCopy();
    image.putObject("annotations").put(NAME, name);
    images.add(image);
    return this;
  }

  /** Puts in an image of the layout, with all of its content that is there. */
  ContainerdArchive name(String name, TestLayout layout, TestLayout.Entry entry) {
    take(layout, entry.digest());
    return name(
        name,
        json.createObjectNode()
            .put("mediaType", entry.mediaType())
            .put("digest", entry.digest())
            .put("size", layout.read(entry.digest()).length));
  }

  private void take(TestLayout layout, String digest) {
    // Archives are imported by the SHA-256 of what is in them.
    if (!digest.startsWith("sha256:") || !layout.holds(digest) || blobs.containsKey(digest)) {
      return;
    }
    byte[] content = layout.read(digest);
    blobs.put(digest, content);
    JsonNode document;
    try {
      document = json.readTree(content);
    } catch (IOException noDocument) {
      return;
    }
    document.path("manifests").forEach(entry -> take(layout, entry.path("digest").asText()));
    document.path("layers").forEach(layer -> take(layout, layer.path("digest").asText()));
    document.path("fsLayers").forEach(layer -> take(layout, layer.path("blobSum").asText()));
    if (document.path("config").has("digest")) {
      take(layout, document.path("config").path("digest").asText());
    }
  }

  /** Writes the archive. */
  void write(Path file) {
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      put(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(UTF_8));
      ObjectNode index = json.createObjectNode().put("schemaVersion", 2);
      index.set("manifests", images);
      put(tar, "index.json", index.toString().getBytes(UTF_8));
      for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
        put(tar, "blobs/" + blob.getKey().replace(':', '/'), blob.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void put(TarArchiveOutputStream tar, String name, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }
}
