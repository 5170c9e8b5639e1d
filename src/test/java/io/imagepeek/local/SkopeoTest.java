package io.imagepeek.local;

import static io.imagepeek.local.GoldenComparison.FIELDS;
import static io.imagepeek.local.GoldenComparison.assertAgrees;
import static io.imagepeek.local.GoldenComparison.assertFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.layout.LocalInspections;
import io.imagepeek.testing.RequiresTools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the real skopeo writes is read as it reads it itself, for every image of the test layout
 * that it can write. The lists of those that it cannot are those of version 1.9.3.
 */
@RequiresTools(value = "skopeo", packages = "skopeo")
class SkopeoTest {

  /** Not for this machine's platform, of other digests, or with layers that are elsewhere. */
  private static final Set<String> WRITTEN_NOWHERE =
      Set.of(
          "digests/sha512-blobs:latest",
          "multi/empty-index:latest",
          "multi/nested:latest",
          "multi/nested:with-platform",
          "multi/upper-case-arch:latest",
          "multi/windows-only:latest");

  /** Artifacts, and layers that Docker does not know or that are elsewhere. */
  private static final Set<String> NO_DOCKER_IMAGES =
      Set.of(
          "artifacts/empty-layer:v1",
          "artifacts/helm:0.1.0",
          "artifacts/wasm:v1",
          "config/empty-file:latest",
          "layers/docker-types-in-oci:latest",
          "layers/encrypted:latest",
          "layers/foreign-docker:latest",
          "layers/nondistributable-oci:latest",
          "layers/zstd-chunked:latest",
          "layers/zstd:latest");

  /** It nests deeper than is read. */
  private static final String DEEP = "config/deep:latest";

  /** Whatever form it is rewritten to, these stay; OCI has no place for Docker's version. */
  private static final List<String> KEPT = List.of("Labels", "Architecture", "Os", "Env");

  @TempDir private Path scratch;

  static Stream<Arguments> transports() {
    return Stream.of(
        Arguments.of(
            "dir", Set.of("layers/foreign-docker:latest", "layers/nondistributable-oci:latest")),
        Arguments.of("oci", Set.of()),
        Arguments.of("oci-archive", Set.of()),
        Arguments.of("docker-archive", NO_DOCKER_IMAGES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transports")
  void readsWhatItWroteAsItDoes(String transport, Set<String> unwritten) {
    LocalInspections local = LocalInspections.under(scratch);
    DirectoryFixture fixture = new DirectoryFixture();
    Set<String> refused = new TreeSet<>();
    int number = 0;
    for (String image : LayoutGoldenTest.images()) {
      Path made = fixture.write(image, scratch.resolve("made" + ++number));
      Path written = scratch.resolve("written" + number);
      if (copy("dir:" + made, transport + ":" + written).exit() != 0) {
        refused.add(image);
        continue;
      }
      Tool.Result said = Tool.attempt("skopeo", "inspect", transport + ":" + written);
      if (said.exit() == 0 && !image.equals(DEEP)) {
        JsonNode read = local.image(transport, written, null);
        assertFields(image, read, parse(said.output()), fieldsOf(said.output()));
        assertKept(image, read);
      } else {
        assertThat(local.failure(transport, written, null))
            .as("%s: %s", image, said.error())
            .isInstanceOf(InspectImageFailure.class);
      }
    }
    Set<String> expected = new TreeSet<>(WRITTEN_NOWHERE);
    expected.addAll(unwritten);
    assertThat(refused).isEqualTo(expected);
  }

  /**
   * Version 1.9.3 does not tell of the layers' sizes; those of made manifests are in the digest.
   */
  private static List<String> fieldsOf(String output) {
    JsonNode said = parse(output);
    return FIELDS.stream().filter(field -> !field.equals("LayersData") || said.has(field)).toList();
  }

  /** What it copied says of itself what it said in a registry. */
  private static void assertKept(String image, JsonNode read) {
    GoldenAnswers.load().stream()
        .filter(answer -> answer.image().equals(image) && answer.variant().equals("no-tags"))
        .filter(answer -> answer.output() != null)
        .forEach(answer -> assertFields(image, read, answer.output(), KEPT));
  }

  @Test
  void wholeIndexesStayWhatTheyWere() {
    LocalInspections local = LocalInspections.under(scratch);
    DirectoryFixture fixture = new DirectoryFixture();
    Set<String> images =
        LayoutGoldenTest.images().stream()
            .filter(image -> image.startsWith("multi/"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> refused = new TreeSet<>();
    int number = 0;
    for (String image : images) {
      Path made = fixture.write(image, scratch.resolve("made" + ++number));
      Path written = scratch.resolve("written" + number);
      if (copy("dir:" + made, "dir:" + written, "--all").exit() != 0) {
        refused.add(image);
        continue;
      }
      for (Answer answer : GoldenAnswers.load()) {
        if (answer.image().equals(image)) {
          assertAgrees(
              answer,
              FIELDS,
              () ->
                  local.image("dir", written.toString(), null, answer.platform(), TagsWanted.NONE));
        }
      }
    }
    assertThat(refused)
        .containsExactly("multi/nested:latest", "multi/nested:mixed", "multi/nested:with-platform");
  }

  @Test
  void readsTheImageThatIsMeantOfSeveral() {
    LocalInspections local = LocalInspections.under(scratch);
    DirectoryFixture fixture = new DirectoryFixture();
    Path oci = fixture.write("basic/oci:latest", scratch.resolve("oci"));
    Path docker = fixture.write("basic/docker:latest", scratch.resolve("docker"));
    Path layout = scratch.resolve("layout");
    copy("dir:" + oci, "oci:" + layout + ":one/oci:1");
    copy("dir:" + docker, "oci:" + layout + ":latest");

    for (String name : List.of("one/oci:1", "latest")) {
      String said = Tool.run("skopeo", "inspect", "oci:" + layout + ":" + name);
      assertFields(name, local.image("oci", layout, name), parse(said), fieldsOf(said));
    }
    assertThat(local.image("oci", layout, null)).isEqualTo(local.image("oci", layout, "latest"));
  }

  private static Tool.Result copy(String from, String to, String... options) {
    List<String> command =
        Stream.of(
                Stream.of("skopeo", "--insecure-policy", "copy", "-q"),
                Stream.of(options),
                Stream.of(from, to))
            .flatMap(part -> part)
            .toList();
    return Tool.attempt(command.toArray(String[]::new));
  }

  static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
