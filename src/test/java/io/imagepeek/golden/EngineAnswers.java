package io.imagepeek.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a real engine over a containerd store said of the images of the {@link TestLayout}. */
public final class EngineAnswers {

  private static final Path FILE =
      Path.of("src", "test", "resources", "testbed", "engine-golden.json");

  /** By the suffix of the name under which an image of one platform was recorded. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          ".linux-arm-v6", "linux/arm/v6",
          ".linux-arm64", "linux/arm64",
          ".linux-s390x", "linux/s390x");

  private EngineAnswers() {}

  /**
   * One recorded answer.
   *
   * @param image {@code REPOSITORY:TAG}
   * @param platform the one that was pulled; null for the engine's own, linux/amd64
   * @param output what the engine said
   */
  public record Recorded(String image, @Nullable String platform, JsonNode output) {

    /**
     * What the contract makes of it for an image in a registry at an address: without the time of
     * the tag, and with the empty strings that the engine leaves out. The engine had unpacked
     * nothing that weighs: its size is that of what is packed; only where it had pulled another
     * platform than its own, it lacked what a registry has.
     */
    public JsonNode expected(String registry) {
      ObjectNode expected = output.deepCopy();
      expected.remove(List.of("Descriptor", "Metadata"));
      for (String field : List.of("Created", "Variant", "OsVersion")) {
        if (!expected.has(field)) {
          expected.put(field, "");
        }
      }
      for (String field : List.of("RepoTags", "RepoDigests")) {
        var names = expected.putArray(field);
        output
            .path(field)
            .forEach(name -> names.add(name.textValue().replace("REGISTRY", registry)));
      }
      if (platform != null) {
        expected.put("Size", packedSize());
      }
      return expected;
    }

    /** Bytes of index, manifest, configuration and layers, from the layout's own documents. */
    private int packedSize() {
      TestLayout layout = TestLayout.load();
      return packedSize(layout, output.path("Descriptor").path("digest").textValue());
    }

    /** The manifest is the one whose configuration has the layers that the engine shows. */
    private int packedSize(TestLayout layout, String digest) {
      JsonNode document = layout.readJson(digest);
      int size = layout.read(digest).length;
      if (document.has("manifests")) {
        for (JsonNode child : document.path("manifests")) {
          int below = packedSize(layout, child.path("digest").textValue());
          if (below >= 0) {
            return size + below;
          }
        }
        return -1;
      }
      JsonNode config = document.path("config");
      if (config.path("mediaType").textValue().contains("image") && isOther(layout, config)) {
        return -1;
      }
      size += config.path("size").intValue();
      for (JsonNode layer : document.path("layers")) {
        size += layer.path("size").intValue();
      }
      return size;
    }

    private boolean isOther(TestLayout layout, JsonNode config) {
      JsonNode shown = output.path("RootFS").path("Layers");
      JsonNode own =
          layout.readJson(config.path("digest").textValue()).path("rootfs").path("diff_ids");
      return !shown.isMissingNode() && !shown.equals(own);
    }

    @Override
    public String toString() {
      return image + (platform == null ? "" : " for " + platform);
    }
  }

  /** Every recorded answer, in the order of the recording. */
  public static List<Recorded> load() {
    try {
      List<Recorded> answers = new ArrayList<>();
      JsonNode root = new ObjectMapper().readTree(FILE.toFile());
      root.path("images")
          .properties()
          .forEach(image -> answers.add(recorded(image.getKey(), image.getValue().path(0))));
      return List.copyOf(answers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Recorded recorded(String name, JsonNode output) {
    for (Map.Entry<String, String> platform : PLATFORMS.entrySet()) {
      if (name.endsWith(platform.getKey())) {
        String image = name.substring(0, name.length() - platform.getKey().length());
        return new Recorded(image, platform.getValue(), output);
      }
    }
    return new Recorded(name, null, output);
  }
}
