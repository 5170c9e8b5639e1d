package io.imagepeek.local;

import static io.imagepeek.local.GoldenComparison.FIELDS;
import static io.imagepeek.local.GoldenComparison.assertAgrees;

import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.layout.LocalInspections;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every image of the test layout as a directory agrees with what skopeo said of it elsewhere. */
class DirectoryGoldenTest {

  @TempDir private static Path scratch;

  private static final Map<String, Path> DIRECTORIES = new TreeMap<>();

  private final LocalInspections local = LocalInspections.under(scratch);

  @BeforeAll
  static void write() {
    DirectoryFixture fixture = new DirectoryFixture();
    for (String image : LayoutGoldenTest.images()) {
      DIRECTORIES.put(image, fixture.write(image, scratch.resolve("d" + DIRECTORIES.size())));
    }
  }

  static Stream<Answer> recorded() {
    List<String> images = LayoutGoldenTest.images();
    return GoldenAnswers.load().stream()
        .filter(answer -> images.contains(answer.image()))
        .filter(answer -> !answer.error().contains("fetching tags list"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void agreesWithTheRecordedAnswer(Answer recorded) {
    String path = DIRECTORIES.get(recorded.image()).toString();
    assertAgrees(
        recorded,
        FIELDS,
        () -> local.image("dir", path, null, recorded.platform(), TagsWanted.NONE));
  }
}
