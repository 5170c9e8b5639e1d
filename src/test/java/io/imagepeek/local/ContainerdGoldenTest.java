package io.imagepeek.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.GoldenExpectation;
import io.imagepeek.golden.GoldenExpectation.Inspected;
import io.imagepeek.golden.GoldenExpectation.Refused;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.engine.ContainerdInspector;
import io.imagepeek.testing.RequiresTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded image, imported into a real containerd, gives the documented output and, where a
 * real engine was asked for it, the engine's view that were recorded.
 */
@RequiresTools(
    value = {"containerd", "ctr"},
    packages = "containerd")
class ContainerdGoldenTest {

  private static final String REGISTRY = "registry.test:5000";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TestLayout LAYOUT = TestLayout.load();

  private static final String ARTIFACT_MANIFEST = "artifacts/oci-artifact-manifest:v1";
  private static final String WITHOUT_TAGS =
      "digests/only@sha256:1b98b177665e79c0a3bf367c508ea93729b4311e2e8e4d3f659e0b92362192fd";

  /** What a containerd has where a registry had not, and the other way round; see below. */
  private static final Set<String> DIFFERENT =
      Set.of("digests/sha512-blobs:latest", ARTIFACT_MANIFEST, WITHOUT_TAGS);

  /** Each of these was pulled for the platform that its recording is named after. */
  private static final Map<String, String> PULLED_PLATFORMS =
      Map.of(
          "linux-arm64", "linux/arm64/v8",
          "linux-arm-v6", "linux/arm/v6",
          "linux-s390x", "linux/s390x");

  private static final JsonNode ENGINE_GOLDEN = engineGolden();

  private static ContainerdDaemon daemon;
  private static ContainerdInspector all;
  private static ContainerdInspector pulled;

  @BeforeAll
  static void importEverything() {
    daemon = ContainerdDaemon.start();
    ContainerdArchive everything = new ContainerdArchive();
    ContainerdArchive recorded = new ContainerdArchive();
    for (TestLayout.Entry entry : LAYOUT.entries()) {
      everything.name(REGISTRY + "/" + entry, LAYOUT, entry);
      if (ENGINE_GOLDEN.has(entry.toString())) {
        recorded.name(REGISTRY + "/" + entry, LAYOUT, entry);
      }
    }
    daemon.load("all", everything);
    daemon.load("pulled", recorded);
    all = daemon.inspector("all");
    pulled = daemon.inspector("pulled");
  }

  private static JsonNode engineGolden() {
    Path file = Path.of("src", "test", "resources", "testbed", "engine-golden.json");
    try {
      return JSON.readTree(file.toFile()).path("images");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void stop() {
    all.close();
    pulled.close();
    daemon.close();
  }

  static Stream<Answer> answers() {
    return GoldenAnswers.load().stream().filter(answer -> !DIFFERENT.contains(answer.image()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void givesTheDocumentedOutput(Answer recorded) {
    InspectQuery query = query(recorded);
    GoldenExpectation expectation = GoldenExpectation.of(recorded);

    if (expectation instanceof Refused refused) {
      InspectFailure failure = catchThrowableOfType(InspectFailure.class, () -> all.inspect(query));
      assertThat(failure).as("%s", recorded).isNotNull();
      assertThat(failure.documentedName()).as("%s", recorded).isEqualTo(refused.name());
      if (isInTheLayout(recorded)) {
        assertThat(failure.error()).as("%s", recorded).contains(refused.cause());
      }
    } else if (expectation instanceof Inspected inspected) {
      ImageView view = ImageView.of((InspectedImage) all.inspect(query));
      JsonNode actual = JSON.valueToTree(view);
      for (Map.Entry<String, JsonNode> field : actual.properties()) {
        if (!field.getKey().equals("RepoTags")) {
          // Compared as text, so that the order of keys counts.
          assertThat(field.getValue().toString())
              .as("%s %s", recorded, field.getKey())
              .isEqualTo(inspected.output().path(field.getKey()).toString());
        }
      }
      if (recorded.repoTags()) {
        assertThat(view.repoTags())
            .as("%s", recorded)
            .containsExactlyInAnyOrderElementsOf(texts(inspected.output().path("RepoTags")));
      }
    }
  }

  /** An archive is imported by SHA-256, whatever digest its content is known by. */
  @Test
  void lacksWhatWasImportedByAnotherDigest() {
    assertThat(failure("digests/sha512-blobs", "latest"))
        .isInstanceOf(ImageNotFoundInRegistry.class);
  }

  /** The recorded registry took no such manifest; containerd takes any. */
  @Test
  void refusesAnArtifactManifest() {
    assertThat(failure("artifacts/oci-artifact-manifest", "v1"))
        .isInstanceOf(InspectImageFailure.class);
  }

  /** The recorded registry did not list a repository that has no tags. */
  @Test
  void listsNoTagsWhereThereAreNone() {
    InspectQuery query =
        new InspectQuery(
            new ImageRequest(
                new LocalTarget("containerd", REGISTRY + "/" + WITHOUT_TAGS, null),
                Optional.empty(),
                Optional.empty()),
            View.IMAGE,
            Optional.empty(),
            TagsWanted.ALL,
            List.of());

    ImageView view = ImageView.of((InspectedImage) all.inspect(query));

    assertThat(view.repoTags()).isEmpty();
    assertThat(view.digest()).isEqualTo(WITHOUT_TAGS.substring(WITHOUT_TAGS.indexOf('@') + 1));
  }

  private static InspectFailure failure(String name, String tag) {
    InspectQuery query = ContainerdInspector.query(REGISTRY + "/" + name, tag, View.IMAGE);
    return catchThrowableOfType(InspectFailure.class, () -> all.inspect(query));
  }

  private static boolean isInTheLayout(Answer recorded) {
    return LAYOUT.entries().stream().anyMatch(entry -> entry.toString().equals(recorded.image()));
  }

  private static InspectQuery query(Answer recorded) {
    return new InspectQuery(
        new ImageRequest(
            new LocalTarget(
                "containerd", REGISTRY + "/" + recorded.imageName(), recorded.imageTag()),
            Optional.empty(),
            Optional.empty()),
        View.IMAGE,
        Optional.ofNullable(recorded.platform()).map(Platform::parse),
        recorded.repoTags() ? TagsWanted.ALL : TagsWanted.NONE,
        List.of());
  }

  static Stream<String> pulledForTheHost() {
    return names(ENGINE_GOLDEN).filter(name -> platformPulled(name).isEmpty());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pulledForTheHost")
  void givesTheEnginesView(String name) {
    assertEnginesView(pulled, name, name);
  }

  static Stream<String> pulledForAnotherPlatform() {
    return names(ENGINE_GOLDEN).filter(name -> platformPulled(name).isPresent());
  }

  /** The host's platform is not there, but counts all the same. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("pulledForAnotherPlatform")
  void givesTheEnginesViewOfAnotherPlatform(String recorded) {
    String name = recorded.substring(0, recorded.lastIndexOf('.'));
    String namespace = recorded.replaceAll("[^a-z0-9]+", "-");
    Platform platform = Platform.parse(platformPulled(recorded).orElseThrow());
    TestLayout.Entry entry = entry(name);
    daemon.load(namespace, new ContainerdArchive().name(REGISTRY + "/" + name, LAYOUT, entry));
    List<String> others = new ArrayList<>(List.of("content", "rm"));
    for (JsonNode child : LAYOUT.readJson(entry.digest()).path("manifests")) {
      if (!platform(child.path("platform")).equals(platform)) {
        others.add(child.path("digest").asText());
      }
    }
    daemon.ctr(namespace, others.toArray(String[]::new));

    try (ContainerdInspector inspector = daemon.inspector(namespace)) {
      assertEnginesView(inspector, name, recorded);
    }
  }

  @Test
  void comparesEveryRecordedImage() {
    assertThat(Stream.concat(pulledForTheHost(), pulledForAnotherPlatform()))
        .hasSize(ENGINE_GOLDEN.size())
        .hasSizeGreaterThan(50);
    assertThat(answers()).hasSizeGreaterThan(250);
  }

  private static void assertEnginesView(
      ContainerdInspector inspector, String name, String recorded) {
    EngineImage image =
        (EngineImage)
            inspector.inspect(ContainerdInspector.query(REGISTRY + "/" + name, null, View.ENGINE));
    ObjectNode actual = (ObjectNode) parse(write(EngineView.of(image)));
    ObjectNode expected = expected(recorded);

    assertThat(Instant.parse(actual.path("Metadata").path("LastTagTime").asText()))
        .as("%s LastTagTime", recorded)
        .isBetween(Instant.now().minusSeconds(3_600), Instant.now());
    actual.remove("Metadata");
    assertThat(actual).as("%s", recorded).isEqualTo(expected);
    assertThat(image.size())
        .as("%s Size", recorded)
        .isEqualTo(packedSize(entry(name).digest(), platformPulled(recorded).isEmpty()));
  }

  private static String write(Object view) {
    try {
      return JSON.writeValueAsString(view);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The recording, with what is ignored left out and what it leaves out filled in. */
  private static ObjectNode expected(String recorded) {
    JsonNode document = ENGINE_GOLDEN.path(recorded).path(0);
    ObjectNode expected =
        (ObjectNode) parse(document.toString().replace("REGISTRY/", REGISTRY + "/"));
    expected.remove(List.of("Descriptor", "Metadata"));
    for (String unknown : List.of("Created", "Variant", "OsVersion")) {
      if (!expected.has(unknown)) {
        expected.put(unknown, "");
      }
    }
    return expected;
  }

  /**
   * As the contract defines it, from the files: index, the best manifest, configuration, layers.
   *
   * @param hostIsThere whether what lies behind the host's manifest is there
   */
  private static long packedSize(String digest, boolean hostIsThere) {
    JsonNode document = LAYOUT.readJson(digest);
    long size = LAYOUT.read(digest).length;
    if (!document.has("manifests")) {
      size += document.path("config").path("size").asLong();
      for (JsonNode layer : document.path("layers")) {
        size += layer.path("size").asLong();
      }
      return size;
    }
    JsonNode best = best(document.path("manifests"));
    return size
        + (hostIsThere
            ? packedSize(best.path("digest").asText(), true)
            : best.path("size").asLong());
  }

  /** The host's own; each image has one, or a single entry that says nothing. */
  private static JsonNode best(JsonNode entries) {
    return StreamSupport.stream(entries.spliterator(), false)
        .filter(
            entry -> "linux/amd64".equalsIgnoreCase(platform(entry.path("platform")).toString()))
        .findFirst()
        .orElse(entries.path(0));
  }

  private static Platform platform(JsonNode stated) {
    return new Platform(
        stated.path("os").asText(),
        stated.path("architecture").asText(),
        stated.path("variant").asText(""));
  }

  private static Optional<String> platformPulled(String recorded) {
    return PULLED_PLATFORMS.entrySet().stream()
        .filter(platform -> recorded.endsWith("." + platform.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static TestLayout.Entry entry(String name) {
    return LAYOUT.entries().stream()
        .filter(entry -> entry.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Stream<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }
}
