package io.imagepeek.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code skopeo inspect} printed for the images of the {@link TestLayout}. */
public final class GoldenAnswers {

  private static final Map<String, String> PLATFORMS =
      Map.ofEntries(
          Map.entry("amd64-v2", "linux/amd64/v2"),
          Map.entry("amd64-v3", "linux/amd64/v3"),
          Map.entry("arm64", "linux/arm64"),
          Map.entry("arm64-v8", "linux/arm64/v8"),
          Map.entry("arm", "linux/arm"),
          Map.entry("arm-v5", "linux/arm/v5"),
          Map.entry("arm-v6", "linux/arm/v6"),
          Map.entry("arm-v7", "linux/arm/v7"),
          Map.entry("mips", "linux/mips"),
          Map.entry("s390x", "linux/s390x"),
          Map.entry("windows", "windows/amd64"),
          Map.entry("unknown", "unknown/unknown"));

  private GoldenAnswers() {}

  /**
   * One recorded inspection.
   *
   * @param image {@code REPOSITORY:TAG} or {@code REPOSITORY@DIGEST}
   * @param variant how it was inspected: {@code default} lists the tags, {@code no-tags} does not,
   *     the others choose a platform
   * @param output what was printed, {@code null} where the inspection failed
   * @param error why it failed, else empty
   */
  public record Answer(String image, String variant, @Nullable JsonNode output, String error) {

    /** The repository with the digest where the image is named by one, without the tag. */
    public String imageName() {
      return byDigest() ? image : image.substring(0, image.lastIndexOf(':'));
    }

    /** The name without tag and digest. */
    public String repository() {
      return byDigest() ? image.substring(0, image.indexOf('@')) : imageName();
    }

    /** The tag, {@code null} where the image is named by digest. */
    public @Nullable String imageTag() {
      return byDigest() ? null : image.substring(image.lastIndexOf(':') + 1);
    }

    /** The platform asked for, {@code null} for the inspecting machine's own, linux/amd64. */
    public @Nullable String platform() {
      return PLATFORMS.get(variant);
    }

    /** Whether the tags were asked for. */
    public boolean repoTags() {
      return variant.equals("default");
    }

    /** Whether there is an error instead of an output. */
    public boolean failed() {
      return output == null;
    }

    private boolean byDigest() {
      return image.indexOf('@') >= 0;
    }

    @Override
    public String toString() {
      return image + " [" + variant + "]";
    }
  }

  /** Every recorded answer, in the order of the recording. */
  public static List<Answer> load() {
    try {
      JsonNode root = new ObjectMapper().readTree(TestLayout.recordedAnswers().toFile());
      List<Answer> answers = new ArrayList<>();
      for (Map.Entry<String, JsonNode> image : root.path("images").properties()) {
        for (Map.Entry<String, JsonNode> variant : image.getValue().properties()) {
          answers.add(answer(image.getKey(), variant.getKey(), variant.getValue()));
        }
      }
      return answers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer answer(String image, String variant, JsonNode recorded) throws IOException {
    if (!PLATFORMS.containsKey(variant) && !List.of("default", "no-tags").contains(variant)) {
      throw new IllegalStateException("unknown variant " + variant);
    }
    boolean failed = recorded.path("exit").intValue() != 0;
    JsonNode output = failed ? null : recorded.path("output");
    return new Answer(image, variant, output, unquote(recorded.path("error").textValue()));
  }

  /** The recorded words came out of a log, which quotes most of them. */
  private static String unquote(String words) throws IOException {
    return words.startsWith("\"") ? new ObjectMapper().readValue(words, String.class) : words;
  }
}
