package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recorded answer of skopeo, against what this package alone makes of the same documents. */
class GoldenImagesTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path TESTBED = Path.of("src/test/resources/testbed");

  /** Nesting of 9,000 levels, which is refused here on purpose. */
  private static final String TOO_DEEP = "config/deep:latest";

  /** Skopeo only verifies sha256 here. */
  private static final String SHA512 = "digests/sha512-blobs:latest";

  /** The recording's registry could not hold it, so the recorded failure is the registry's. */
  private static final String NOT_IN_REGISTRY = "artifacts/oci-artifact-manifest:v1";

  private static final Set<String> DELIBERATE_DIFFERENCES =
      Set.of(TOO_DEEP, SHA512, NOT_IN_REGISTRY);

  /** The parts of skopeo's messages that callers see here too. */
  private static final Pattern SHARED_TEXT =
      Pattern.compile("no image found in .*? OS \"\\w+\"|unsupported image-specific .*?\".*?\"");

  private static final Map<String, Platform> PLATFORMS =
      Map.of(
          "default", new Platform("linux", "amd64", ""),
          "no-tags", new Platform("linux", "amd64", ""),
          "windows", new Platform("windows", "amd64", ""),
          "unknown", new Platform("unknown", "unknown", ""));

  /** A document of the layout, and the type that a registry would serve it as. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Served(byte[] body, String contentType) {}

  static Stream<Arguments> recordings() throws IOException {
    List<Arguments> cases = new ArrayList<>();
    JsonNode images = MAPPER.readTree(TESTBED.resolve("skopeo-golden.json").toFile()).get("images");
    images
        .properties()
        .forEach(
            image ->
                image
                    .getValue()
                    .properties()
                    .forEach(
                        variant ->
                            cases.add(
                                Arguments.of(
                                    image.getKey(), variant.getKey(), variant.getValue()))));
    assertThat(cases).hasSizeGreaterThan(250);
    return cases.stream()
        .filter(c -> !DELIBERATE_DIFFERENCES.contains((String) c.get()[0]))
        .filter(c -> !isFailedTagListing((String) c.get()[0], (String) c.get()[1]));
  }

  /** A repository without tags cannot list them; inspecting its image is another variant. */
  private static boolean isFailedTagListing(String image, String variant) {
    return image.startsWith("digests/only@") && variant.equals("default");
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("recordings")
  void agrees(String image, String variant, JsonNode recorded) {
    if (recorded.get("exit").asInt() == 0) {
      ObjectNode expected = ((ObjectNode) recorded.get("output")).deepCopy();
      // Tags are the registry's to say, and the tag is no part of the documented output.
      expected.remove(List.of("RepoTags", "Tag", "Name"));
      assertThat(inspect(image, platform(variant))).isEqualTo(expected);
      return;
    }
    Matcher shared = SHARED_TEXT.matcher(recorded.get("error").asText().replace("\\\"", "\""));
    assertThatThrownBy(() -> inspect(image, platform(variant)))
        .isInstanceOfSatisfying(
            InspectFailure.class,
            failure -> assertThat(failure.error()).startsWith(shared.find() ? shared.group() : ""));
  }

  @ParameterizedTest
  @MethodSource("deliberateDifferences")
  void differsOnPurpose(String image, boolean accepted, String text) {
    if (accepted) {
      assertThat(inspect(image, platform("default")).toString()).contains(text);
    } else {
      assertThatThrownBy(() -> inspect(image, platform("default")))
          .isInstanceOf(InspectFailure.InspectImageFailure.class)
          .hasMessageContaining(text);
    }
  }

  static Stream<Arguments> deliberateDifferences() {
    return Stream.of(
        Arguments.of(TOO_DEEP, false, "image configuration: JSON nests deeper than 1000 levels"),
        Arguments.of(SHA512, true, "sha512:6d562bfefaf509bb4e68e25f54108beea18c8d9ca3585eb7617"),
        Arguments.of(NOT_IN_REGISTRY, false, "unsupported manifest type"));
  }

  private static Platform platform(String variant) {
    return PLATFORMS.getOrDefault(variant, Platform.parse("linux/" + variant.replace('-', '/')));
  }

  private static ObjectNode inspect(String image, Platform platform) {
    Served served = top(image);
    Document document = Document.parse(served.body, served.contentType);
    Digest digest = Digest.of(DigestAlgorithm.SHA256, document.contentToVerify(served.body));
    while (document instanceof Index index) {
      Descriptor child = index.candidates(platform).get(0).descriptor();
      document = Document.parse(blob(child), child.mediaType());
    }
    if (document instanceof UnreadableDocument unreadable) {
      throw unreadable.refusal();
    }
    Manifest manifest = (Manifest) document;
    ImageConfig config;
    if (manifest instanceof ImageManifest described) {
      described.requireImage();
      config = ImageConfig.parse(blob(described.config()), described.configFormat());
    } else {
      config = ((Schema1Manifest) manifest).imageConfig();
    }
    ObjectNode output = MAPPER.createObjectNode();
    output.put("Digest", digest.toString());
    output.put("Created", config.created());
    output.put("DockerVersion", config.dockerVersion());
    output.set("Labels", MAPPER.valueToTree(config.labels()));
    output.put("Architecture", config.architecture());
    output.put("Os", config.os());
    ArrayNode layers = output.putArray("Layers");
    ArrayNode data = output.putArray("LayersData");
    for (Layer layer : manifest.layers()) {
      layers.add(layer.digest());
      ObjectNode one = data.addObject();
      one.put("MIMEType", layer.mimeType());
      one.put("Digest", layer.digest());
      // The recording is read back with the smallest number type that fits.
      one.set("Size", MAPPER.valueToTree(layer.size()));
      one.set("Annotations", MAPPER.valueToTree(layer.annotations()));
    }
    output.set("Env", MAPPER.valueToTree(config.env()));
    try {
      return (ObjectNode) MAPPER.readTree(MAPPER.writeValueAsBytes(output));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Served top(String image) {
    try {
      for (JsonNode entry :
          MAPPER.readTree(TESTBED.resolve("layout/index.json").toFile()).get("manifests")) {
        String name = entry.at("/annotations/org.opencontainers.image.ref.name").asText();
        if (name.equals(image)) {
          Digest digest = Digest.parse(entry.get("digest").asText());
          return new Served(blob(digest), entry.get("mediaType").asText());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new AssertionError("the layout lacks " + image);
  }

  private static byte[] blob(Descriptor descriptor) {
    byte[] content = blob(descriptor.digest());
    assertThat(descriptor.digest().matches(content)).isTrue();
    assertThat(content).hasSize((int) descriptor.size());
    return content;
  }

  private static byte[] blob(Digest digest) {
    try {
      return Files.readAllBytes(
          TESTBED
              .resolve("layout/blobs")
              .resolve(digest.algorithm().prefix())
              .resolve(digest.hex()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
