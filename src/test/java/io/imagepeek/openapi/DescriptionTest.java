package io.imagepeek.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.imagepeek.function.HttpErrorResponses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The description of the interface says nothing that contradicts itself. */
class DescriptionTest {

  private static final Description DESCRIPTION = new Description(Description.published());

  /** Where a value stands beside its schema. */
  record Example(String schema, String place) {
    @Override
    public String toString() {
      return place;
    }
  }

  static Stream<Example> examples() {
    List<Example> examples = new ArrayList<>();
    walk(
        "",
        DESCRIPTION.tree(),
        (pointer, node) -> {
          if (node.has("schema")) {
            String schema = DESCRIPTION.part(pointer, "schema").orElseThrow();
            if (node.has("example")) {
              examples.add(new Example(schema, pointer + "/example"));
            }
            node.path("examples")
                .fieldNames()
                .forEachRemaining(
                    name ->
                        examples.add(
                            new Example(
                                schema,
                                DESCRIPTION.part(pointer, "examples", name).orElseThrow()
                                    + "/value")));
          }
        });
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleIsOne(Example example) throws Exception {
    JsonNode value = DESCRIPTION.at(example.place());
    assertThat(value.isMissingNode()).isFalse();
    assertThat(DESCRIPTION.mistakes(example.schema(), value)).isEmpty();
    if (DESCRIPTION.at(example.schema()).has("contentSchema")) {
      ArrayNode lines = Description.JSON.createArrayNode();
      for (String line : value.textValue().lines().toList()) {
        lines.add(Description.JSON.readTree(line));
      }
      assertThat(DESCRIPTION.mistakes(example.schema() + "/contentSchema", lines)).isEmpty();
    }
  }

  @Test
  void everyAnswerWithABodyHasAnExample() {
    DESCRIPTION
        .at("/components/responses")
        .properties()
        .forEach(
            response ->
                assertThat(
                        response.getValue().findValue("example") != null
                            || response.getValue().findValue("examples") != null)
                    .as(response.getKey())
                    .isEqualTo(!response.getKey().equals("OwnResult")));
    assertThat(examples()).hasSizeGreaterThan(30);
  }

  /** The one example of a status is of that status. */
  @Test
  void theExampleOfAnErrorHasItsStatus() {
    DESCRIPTION
        .at("/paths")
        .forEach(
            path ->
                path.forEach(
                    operation ->
                        operation
                            .path("responses")
                            .fieldNames()
                            .forEachRemaining(status -> assertStatus(operation, status))));
  }

  /** What the function says where it knows no more than the status. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BadRequest",
        "NoSecret",
        "Foreign",
        "MisdirectedRequest",
        "NothingHere",
        "MethodNotAllowed",
        "NotAcceptable",
        "ContentTooLarge",
        "UnsupportedMediaType",
        "ExpectationFailed",
        "TooManyInspections"
      })
  void theExampleOfAnErrorOfHttpIsWhatIsAnswered(String response) {
    JsonNode example =
        DESCRIPTION.at("/components/responses/" + response + "/content/application~1json/example");

    JsonNode answered =
        Description.JSON.valueToTree(HttpErrorResponses.of(example.path("statusCode").asInt()));
    assertThat(example).isEqualTo(answered);
  }

  private static void assertStatus(JsonNode operation, String status) {
    if (status.startsWith("2")) {
      return;
    }
    JsonNode response = operation.path("responses").path(status);
    String pointer = response.path("$ref").textValue().substring(1);
    String media = DESCRIPTION.part(pointer, "content", "application/json").orElseThrow();
    List<JsonNode> examples = new ArrayList<>();
    if (DESCRIPTION.at(media).has("example")) {
      examples.add(DESCRIPTION.at(media + "/example"));
    }
    DESCRIPTION
        .at(media + "/examples")
        .fieldNames()
        .forEachRemaining(
            name ->
                examples.add(
                    DESCRIPTION.at(
                        DESCRIPTION.part(media, "examples", name).orElseThrow() + "/value")));
    assertThat(examples)
        .as(pointer)
        .isNotEmpty()
        .allSatisfy(example -> assertThat(example.path("statusCode").asText()).isEqualTo(status));
  }

  /** Two schemas of which one has to match never both do. */
  @Test
  void noErrorIsAnother() {
    List<String> names = new ArrayList<>(List.of("HttpError"));
    DESCRIPTION
        .at("/components/schemas/InspectionFailure/oneOf")
        .forEach(error -> names.add(error.path("$ref").textValue().replaceAll(".*/", "")));
    assertThat(names).hasSize(7);
    for (String name : names) {
      JsonNode error = errorOf(name);
      assertThat(names)
          .filteredOn(
              other -> DESCRIPTION.mistakes("/components/schemas/" + other, error).isEmpty())
          .containsExactly(name);
    }
  }

  private static JsonNode errorOf(String name) {
    return DESCRIPTION.tree().findParents("name").stream()
        .filter(node -> node.path("name").asText().equals(name) && node.has("statusCode"))
        .filter(node -> node.path("statusCode").isInt())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasTheVersionOfTheProject() throws Exception {
    // The first version in it is the project's own: there is no parent.
    Matcher version =
        Pattern.compile("<version>([0-9.]+)(-[a-z0-9.]+)?</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();
    assertThat(DESCRIPTION.at("/info/version").textValue()).isEqualTo(version.group(1));
  }

  private static void walk(String pointer, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(pointer, node);
    node.properties()
        .forEach(
            field ->
                walk(
                    pointer + "/" + field.getKey().replace("~", "~0").replace("/", "~1"),
                    field.getValue(),
                    visitor));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      walk(pointer + "/" + i, node.get(i), visitor);
    }
  }
}
