package io.imagepeek.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.GoldenExpectation;
import io.imagepeek.golden.GoldenExpectation.Inspected;
import io.imagepeek.golden.GoldenExpectation.Refused;
import java.util.List;
import java.util.function.Supplier;
import org.assertj.core.api.SoftAssertions;

/** Holds what an inspection of files says against what skopeo said of the same image elsewhere. */
final class GoldenComparison {

  /** The documented fields whose value does not depend on what was asked beside the image. */
  static final List<String> FIELDS =
      List.of(
          "Digest",
          "Created",
          "DockerVersion",
          "Labels",
          "Architecture",
          "Os",
          "Layers",
          "LayersData",
          "Env");

  private GoldenComparison() {}

  /** Asserts that an inspection agrees in some fields, or fails as it should. */
  static void assertAgrees(Answer recorded, List<String> fields, Supplier<JsonNode> inspection) {
    GoldenExpectation expectation = GoldenExpectation.of(recorded);
    if (expectation instanceof Inspected inspected) {
      assertFields(recorded.toString(), inspection.get(), inspected.output(), fields);
    } else if (expectation instanceof Refused refused) {
      InspectFailure failure = failure(recorded, inspection);
      assertThat(failure.documentedName())
          .as("%s: %s", recorded, failure.error())
          .isEqualTo(refused.name());
      assertThat(failure.error()).as(recorded.toString()).contains(refused.cause());
    }
  }

  /** Asserts that some fields are the same to the letter, in the order of their keys too. */
  static void assertFields(
      String description, JsonNode actual, JsonNode expected, List<String> fields) {
    SoftAssertions softly = new SoftAssertions();
    for (String field : fields) {
      softly
          .assertThat(actual.path(field).toString())
          .as("%s: %s", description, field)
          .isEqualTo(expected.path(field).toString());
    }
    softly.assertAll();
  }

  private static InspectFailure failure(Answer recorded, Supplier<JsonNode> inspection) {
    try {
      throw new AssertionError(recorded + ": no failure but " + inspection.get());
    } catch (InspectFailure failure) {
      return failure;
    }
  }
}
