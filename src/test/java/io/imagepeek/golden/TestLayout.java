package io.imagepeek.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The OCI image layout of the testbed: synthetic images, whose names stand in its index. */
public final class TestLayout {

  private static final Path TESTBED = Path.of("src", "test", "resources", "testbed");
  private static final String NAME = "org.opencontainers.image.ref.name";

  private final Path directory;
  private final List<Entry> entries;

  private TestLayout(Path directory, List<Entry> entries) {
    this.directory = directory;
    this.entries = List.copyOf(entries);
  }

  /** A named manifest of the layout; without a tag it is known by its digest alone. */
  public record Entry(String repository, @Nullable String tag, String digest, String mediaType) {

    private static Entry parse(JsonNode descriptor) {
      String name = descriptor.at("/annotations").path(NAME).textValue();
      String digest = descriptor.path("digest").textValue();
      String mediaType = descriptor.path("mediaType").textValue();
      int at = name.indexOf('@');
      if (at >= 0) {
        return new Entry(name.substring(0, at), null, digest, mediaType);
      }
      int colon = name.lastIndexOf(':');
      return new Entry(name.substring(0, colon), name.substring(colon + 1), digest, mediaType);
    }

    /** What a manifest request of this entry ends in. */
    public String reference() {
      return tag == null ? digest : tag;
    }

    @Override
    public String toString() {
      return repository + (tag == null ? "@" + digest : ":" + tag);
    }
  }

  /** The file of recorded answers beside the layout. */
  public static Path recordedAnswers() {
    return TESTBED.resolve("skopeo-golden.json");
  }

  /** Reads the index of the layout. */
  public static TestLayout load() {
    Path directory = TESTBED.resolve("layout");
    try {
      JsonNode index = new ObjectMapper().readTree(directory.resolve("index.json").toFile());
      List<Entry> entries = new ArrayList<>();
      index.path("manifests").forEach(descriptor -> entries.add(Entry.parse(descriptor)));
      return new TestLayout(directory, entries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same layout with what it has of some repositories alone. */
  public TestLayout only(String... repositories) {
    return new TestLayout(
        directory,
        entries.stream()
            .filter(entry -> List.of(repositories).contains(entry.repository()))
            .toList());
  }

  /** Every named manifest, in the order of the index. */
  public List<Entry> entries() {
    return entries;
  }

  /** Whether the content is there; foreign layers are not. */
  public boolean holds(String digest) {
    return Files.exists(blob(digest));
  }

  /** The file that holds the content of this digest. */
  public Path blob(String digest) {
    int colon = digest.indexOf(':');
    return directory
        .resolve("blobs")
        .resolve(digest.substring(0, colon))
        .resolve(digest.substring(colon + 1));
  }

  /** The content of this digest. */
  public byte[] read(String digest) {
    try {
      return Files.readAllBytes(blob(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of this digest as the JSON document that manifests are. */
  public JsonNode readJson(String digest) {
    try {
      return new ObjectMapper().readTree(read(digest));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
