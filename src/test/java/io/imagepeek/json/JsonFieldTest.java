package io.imagepeek.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each value by its type, and each error by its path. */
class JsonFieldTest {

  private static final String DOCUMENT =
      """
      {"text": "a", "empty": "", "flag": true, "number": 1.5, "integer": 7, "big": 9223372036854775808,
       "none": null, "Name": 1, "NAME": 2, "texts": ["a", "b"], "mixed": ["a", null],
       "map": {"b": "1", "a": "2"}, "images": [{"tag": 7}]}""";

  private static final JsonField ROOT = root();

  @Test
  void valuesHaveTheirTypes() {
    assertThat(ROOT.get("text").text()).isEqualTo("a");
    assertThat(ROOT.get("empty").optionalText()).contains("");
    assertThat(ROOT.get("flag").flag()).isTrue();
    assertThat(ROOT.get("number").number()).isEqualTo(1.5);
    assertThat(integer(ROOT.get("integer"))).hasValue(7);
    assertThat(ROOT.get("texts").optionalTexts()).contains(List.of("a", "b"));
    assertThat(ROOT.get("map").optionalTextMap().orElseThrow().keySet()).containsExactly("b", "a");
    assertThat(ROOT.get("images").elements()).singleElement().returns("images[0]", JsonField::path);
  }

  @Test
  void nullCountsAsAbsent() {
    for (String name : List.of("none", "missing")) {
      JsonField field = ROOT.get(name);

      assertThat(field.isPresent()).isFalse();
      assertThat(field.get("within").isPresent()).isFalse();
      assertThat(field.optionalText()).isEmpty();
      assertThat(field.flag()).isFalse();
      assertThat(integer(field)).isEmpty();
      assertThat(field.optionalTexts()).isEmpty();
      assertThat(field.optionalTextMap()).isEmpty();
    }
  }

  @Test
  void theExactNameWinsAndElseTheLast() {
    assertThat(ROOT.getIgnoringCase("Name").node().intValue()).isEqualTo(1);
    assertThat(ROOT.getIgnoringCase("name").node().intValue()).isEqualTo(2);
    assertThat(ROOT.getIgnoringCase("name").path()).isEqualTo("name");
    assertThat(ROOT.getIgnoringCase("nothing").isPresent()).isFalse();
  }

  @Test
  void aValueThatIsPutInItsPlaceKeepsThePath() {
    assertThat(ROOT.get("text").with(ROOT.node()).get("flag").path()).isEqualTo("text.flag");
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        error("text: must be an object", root -> root.get("text").get("within")),
        error("text: must be an object", root -> root.get("text").getIgnoringCase("within")),
        error("images[0].tag: must be a string", root -> tag(root).text()),
        error("images[0].tag: must be a string", root -> tag(root).optionalText()),
        error("missing: is missing", root -> root.get("missing").text()),
        error("none: is missing", root -> root.get("none").requireObject()),
        error("empty: is empty", root -> root.get("empty").text()),
        error("text: must be true or false", root -> root.get("text").flag()),
        error("text: must be a number", root -> root.get("text").number()),
        error("text: must be an array", root -> root.get("text").elements()),
        error("number: must be up to 9", root -> integer(root.get("number"))),
        error("big: must be up to 9", root -> integer(root.get("big"))),
        error("images[0].tag: must be up to 6", root -> tag(root).optionalInteger(0, 6, "up to 6")),
        error("images[0].tag: must be 8", root -> tag(root).optionalInteger(8, 9, "8")),
        error("mixed: must be an array of strings", root -> root.get("mixed").optionalTexts()),
        error("text: must be an array of strings", root -> root.get("text").optionalTexts()),
        error("texts: must be an object", root -> root.get("texts").optionalTextMap()),
        error(
            "images[0]: must be an object of strings",
            root -> root.get("images").elements().get(0).optionalTextMap()),
        error(
            "images[0].tag: unknown field; known are [digest, name]",
            root -> root.get("images").elements().get(0).requireKnown(Set.of("name", "digest"))),
        error("empty: unknown field; known are [text]", root -> known(root, Map.of())),
        error(
            "map: unknown field; known are [text]; see there",
            root -> known(root, Map.of("map", "see there"))));
  }

  @ParameterizedTest
  @MethodSource
  void wrong(String error, Consumer<JsonField> reading) {
    assertThatThrownBy(() -> reading.accept(ROOT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(error);
  }

  @Test
  void aDocumentThatIsNullHasTheWrongTypeAndAnAbsentOneIsMissing() {
    JsonField none = JsonField.root(NullNode.getInstance(), JsonErrors.INVALID_REQUEST);
    assertThat(none.isPresent()).isFalse();
    assertThatThrownBy(none::requireObject).hasMessageContaining("must be an object");
    JsonField absent = JsonField.root(MissingNode.getInstance(), JsonErrors.INVALID_REQUEST);
    assertThatThrownBy(absent::requireObject).hasMessageContaining("is missing");
  }

  @Test
  void aNameThatOthersChoseIsPrintedInOneShortLine() {
    assertThat(JsonField.printable("")).isEqualTo("\"\"");
    assertThat(JsonField.printable("a\r\nb\u00e9")).isEqualTo("a??b?");
    assertThat(JsonField.printable("x".repeat(65))).isEqualTo("x".repeat(64));
  }

  private static Arguments error(String error, Consumer<JsonField> reading) {
    return Arguments.of(error, reading);
  }

  private static JsonField tag(JsonField root) {
    return root.get("images").elements().get(0).get("tag");
  }

  private static OptionalLong integer(JsonField field) {
    return field.optionalInteger(0, 9, "up to 9");
  }

  private static void known(JsonField root, Map<String, String> hints) {
    root.requireKnown(Set.of("text"), hints);
  }

  private static JsonField root() {
    try {
      return JsonField.root(
          new ObjectMapper().readTree(DOCUMENT),
          (path, problem) -> new IllegalArgumentException(path + ": " + problem));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
