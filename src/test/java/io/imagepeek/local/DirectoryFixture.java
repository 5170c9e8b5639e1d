package io.imagepeek.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.golden.TestLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes images of the test layout as directories of the transport {@code dir}. */
final class DirectoryFixture {

  private final TestLayout layout = TestLayout.load();

  /** Writes one image with everything that it has; the name is one of the layout's index. */
  Path write(String name, Path directory) {
    TestLayout.Entry entry =
        layout.entries().stream()
            .filter(known -> known.toString().equals(name))
            .findFirst()
            .orElseThrow();
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("version"), "Directory Transport Version: 1.1\n");
      Files.copy(layout.blob(entry.digest()), directory.resolve("manifest.json"));
      writeChildren(layout.readJson(entry.digest()), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return directory;
  }

  private void writeChildren(JsonNode manifest, Path directory) throws IOException {
    for (JsonNode child : manifest.path("manifests")) {
      String digest = child.path("digest").textValue();
      writeBlob(digest, ".manifest.json", directory);
      if (layout.holds(digest)) {
        writeChildren(layout.readJson(digest), directory);
      }
    }
    writeBlob(manifest.path("config").path("digest").asText(), "", directory);
    for (JsonNode layer : manifest.path("layers")) {
      writeBlob(layer.path("digest").textValue(), "", directory);
    }
    for (JsonNode layer : manifest.path("fsLayers")) {
      writeBlob(layer.path("blobSum").textValue(), "", directory);
    }
  }

  private void writeBlob(String digest, String suffix, Path directory) throws IOException {
    if (digest.isEmpty() || !layout.holds(digest)) {
      return;
    }
    Path file =
        directory.resolve(
            (digest.startsWith("sha256:") ? digest.substring(7) : digest.replace(':', '-'))
                + suffix);
    if (!Files.exists(file)) {
      Files.copy(layout.blob(digest), file);
    }
  }
}
