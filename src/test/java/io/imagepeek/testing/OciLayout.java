package io.imagepeek.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An OCI image layout directory as a registry's content. The annotation {@code
 * org.opencontainers.image.ref.name} of each entry in {@code index.json} is {@code REPOSITORY:TAG}
 * or {@code REPOSITORY@DIGEST}. Every blob of the layout is in every repository.
 */
final class OciLayout {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+:[0-9a-f]{32,128}");
  private static final String NAME = "org.opencontainers.image.ref.name";
  private static final String SIGNED_SCHEMA_1 =
      "application/vnd.docker.distribution.manifest.v1+prettyjws";

  private record Entry(String name, String mediaType, String digest) {}

  private final Path dir;
  private final List<Entry> entries;
  private final List<String> blobs;

  private OciLayout(Path dir, List<Entry> entries, List<String> blobs) {
    this.dir = dir;
    this.entries = entries;
    this.blobs = blobs;
  }

  static OciLayout read(Path dir) {
    try {
      List<Entry> entries = new ArrayList<>();
      for (JsonNode node : JSON.readTree(dir.resolve("index.json").toFile()).path("manifests")) {
        entries.add(
            new Entry(
                node.path("annotations").path(NAME).asText(),
                node.path("mediaType").asText(),
                node.path("digest").asText()));
      }
      return new OciLayout(dir, entries, blobs(dir.resolve("blobs")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> blobs(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> root.relativize(file))
          .map(file -> file.getName(0) + ":" + file.getName(1))
          .toList();
    }
  }

  void addTo(RegistryContent content) {
    Set<String> repositories = new HashSet<>();
    for (Entry entry : entries) {
      int at = entry.name.indexOf('@');
      int colon = entry.name.lastIndexOf(':');
      String repository = entry.name.substring(0, at < 0 ? colon : at);
      RegistryContent.Manifest manifest = manifest(entry);
      if (at < 0) {
        content.addTag(repository, entry.name.substring(colon + 1), manifest);
      } else {
        content.addManifest(repository, manifest);
      }
      for (String digest : repositories.add(repository) ? blobs : List.<String>of()) {
        content.addBlob(repository, digest, () -> bytes(digest));
      }
    }
  }

  private RegistryContent.Manifest manifest(Entry entry) {
    // A signed schema 1 manifest is known by the digest of what was signed, without signatures.
    String digest =
        entry.mediaType.equals(SIGNED_SCHEMA_1)
            ? TestImage.digest(signedPayload(bytes(entry.digest)))
            : entry.digest;
    return new RegistryContent.Manifest(entry.mediaType, digest, () -> bytes(entry.digest));
  }

  private static byte[] signedPayload(byte[] manifest) {
    try {
      String header = JSON.readTree(manifest).path("signatures").path(0).path("protected").asText();
      JsonNode format = JSON.readTree(Base64.getUrlDecoder().decode(header));
      ByteArrayOutputStream payload = new ByteArrayOutputStream();
      payload.write(manifest, 0, format.path("formatLength").asInt());
      payload.write(Base64.getUrlDecoder().decode(format.path("formatTail").asText()));
      return payload.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(String digest) {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("not a digest: " + digest);
    }
    try {
      return Files.readAllBytes(dir.resolve("blobs").resolve(digest.replace(':', '/')));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
