package io.imagepeek.local;

import static io.imagepeek.local.GoldenComparison.FIELDS;
import static io.imagepeek.local.GoldenComparison.assertAgrees;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.layout.LocalInspections;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every image of the test layout, in every recorded way, agrees with what skopeo said of it in a
 * registry, read from the layout itself and from a tar archive of it.
 */
class LayoutGoldenTest {

  /** A registry refuses to store it; files store anything. */
  private static final String NOT_IN_REGISTRIES = "artifacts/oci-artifact-manifest:v1";

  private static final Path LAYOUT =
      TestLayout.recordedAnswers().resolveSibling("layout").toAbsolutePath();

  @TempDir private static Path scratch;

  private final LocalInspections local = LocalInspections.under(LAYOUT, scratch);

  @BeforeAll
  static void archive() throws Exception {
    Tool.run("tar", "-C", LAYOUT.toString(), "-cf", scratch.resolve("layout.tar").toString(), ".");
  }

  /** The recorded images that files can hold as registries do. */
  static List<String> images() {
    return GoldenAnswers.load().stream()
        .map(Answer::image)
        .distinct()
        .filter(image -> !image.equals(NOT_IN_REGISTRIES))
        .toList();
  }

  static Stream<Arguments> recorded() {
    List<Answer> answers =
        GoldenAnswers.load().stream()
            .filter(answer -> !answer.image().equals(NOT_IN_REGISTRIES))
            .filter(answer -> !answer.error().contains("fetching tags list"))
            .toList();
    return Stream.of("oci", "oci-archive")
        .flatMap(transport -> answers.stream().map(answer -> Arguments.of(transport, answer)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("recorded")
  void agreesWithTheRecordedAnswer(String transport, Answer recorded) {
    assertAgrees(
        recorded,
        FIELDS,
        () ->
            local.image(
                transport,
                path(transport),
                recorded.image(),
                recorded.platform(),
                TagsWanted.NONE));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void refusesWhatIsNoImage(String transport) {
    assertThat(local.failure(transport, path(transport), NOT_IN_REGISTRIES).documentedName())
        .isEqualTo("InspectImageFailure");
  }

  static Stream<String> transports() {
    return Stream.of("oci", "oci-archive");
  }

  @Test
  void listsTheNamesOfAllImages() {
    JsonNode image =
        local.image("oci", LAYOUT.toString(), "basic/oci:latest", null, TagsWanted.ALL);

    List<String> names =
        StreamSupport.stream(image.path("RepoTags").spliterator(), false)
            .map(JsonNode::textValue)
            .toList();
    assertThat(names)
        .isEqualTo(TestLayout.load().entries().stream().map(Object::toString).toList());
  }

  private static String path(String transport) {
    return transport.equals("oci") ? LAYOUT.toString() : scratch.resolve("layout.tar").toString();
  }
}
