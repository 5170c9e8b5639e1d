package io.imagepeek.source.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** OCI layouts of small images, each with a configuration of its own and no layers. */
final class LayoutFixture {

  static final TagsWanted NO_TAGS = TagsWanted.NONE;

  private static final String ONLY = "amd64";

  private final List<String> entries = new ArrayList<>();
  private final Path directory;

  LayoutFixture(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory);
    Files.createDirectories(directory.resolve("blobs/sha256"));
    Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    writeIndex();
  }

  /** A layout of one image without a name. */
  static Path write(Path directory) throws IOException {
    return new LayoutFixture(directory).image(ONLY, "").directory;
  }

  /** Where such a layout has its manifest and configuration; other names are those of files. */
  static String file(String name) {
    return switch (name) {
      case "MANIFEST" -> blob(digest(manifest(ONLY)));
      case "CONFIG" -> blob(digest(config(ONLY)));
      default -> name;
    };
  }

  /** Adds an image for an architecture, with the members of its entry's annotations. */
  LayoutFixture image(String architecture, String annotations) throws IOException {
    Files.writeString(directory.resolve(blob(digest(config(architecture)))), config(architecture));
    String manifest = manifest(architecture);
    Files.writeString(directory.resolve(blob(digest(manifest))), manifest);
    entries.add(
        """
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":%d,\
        "annotations":{%s}}"""
            .formatted(digest(manifest), manifest.length(), annotations));
    writeIndex();
    return this;
  }

  /** Adds an image that has a name of the layout specification. */
  LayoutFixture named(String architecture, String name) throws IOException {
    return image(architecture, "\"org.opencontainers.image.ref.name\":\"" + name + "\"");
  }

  Path directory() {
    return directory;
  }

  /** The same files in an archive; more may be added, and its end. */
  TarBytes packed() throws IOException {
    TarBytes archive = new TarBytes();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        archive.file(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return archive;
  }

  /** The digest of the manifest of the image for an architecture. */
  static String digestOf(String architecture) {
    return digest(manifest(architecture)).toString();
  }

  private void writeIndex() throws IOException {
    Files.writeString(
        directory.resolve("index.json"),
        "{\"schemaVersion\":2,\"manifests\":[" + String.join(",", entries) + "]}");
  }

  private static String config(String architecture) {
    return "{\"architecture\":\"%s\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\"}}"
        .formatted(architecture);
  }

  private static String manifest(String architecture) {
    String config = config(architecture);
    return """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":\
        {"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
        "layers":[]}"""
        .formatted(digest(config), config.length());
  }

  private static Digest digest(String text) {
    return Digest.of(DigestAlgorithm.SHA256, text.getBytes(UTF_8));
  }

  private static String blob(Digest digest) {
    return "blobs/sha256/" + digest.hex();
  }
}
