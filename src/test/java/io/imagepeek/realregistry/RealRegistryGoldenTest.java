package io.imagepeek.realregistry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatObject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.GoldenExpectation;
import io.imagepeek.golden.GoldenExpectation.Inspected;
import io.imagepeek.golden.GoldenExpectation.Refused;
import io.imagepeek.golden.TestLayout;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every recorded image in every recorded way, inspected at the wire from a real registry of each
 * mode, agrees with what skopeo said of it; the exceptions are {@link
 * GoldenExpectation#DIFFERENCES}.
 */
@RequiresRealRegistry
@QuarkusTest
@WithTestResource(GoldenRegistries.class)
class RealRegistryGoldenTest {

  /** The documented fields in their documented order. */
  private static final List<String> FIELDS =
      List.of(
          "Digest",
          "RepoTags",
          "Created",
          "DockerVersion",
          "Labels",
          "Architecture",
          "Os",
          "Layers",
          "LayersData",
          "Env");

  private static final List<String> ERROR_FIELDS =
      List.of("name", "message", "type", "statusCode", "imageName", "error");

  private final TestLayout layout = TestLayout.load();
  private @Nullable RealRegistries registries;

  static Stream<Arguments> recorded() {
    List<Answer> answers = GoldenAnswers.load();
    return Stream.of(RegistryMode.values())
        .flatMap(mode -> answers.stream().map(answer -> Arguments.of(mode, answer)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("recorded")
  void agreesWithTheRecordedAnswer(RegistryMode mode, Answer recorded) throws Exception {
    RealRegistry registry = Objects.requireNonNull(registries, "not injected").get(mode);

    Response response = Inspections.inspect(registry, recorded, Inspections.credentials(registry));

    // Reports name a parameterized test by its number alone.
    String description = mode + " " + recorded + ": " + response.asString();
    GoldenExpectation expectation = GoldenExpectation.of(recorded);
    if (expectation instanceof Refused refused) {
      assertThat(response.statusCode()).as(description).isEqualTo(refused.status());
      String imageName = Inspections.imageName(registry, recorded);
      assertThatObject(Inspections.json(response))
          .as(description)
          .satisfies(error -> assertRefused(error, refused, imageName));
    } else if (expectation instanceof Inspected inspected) {
      assertThat(response.statusCode()).as(description).isEqualTo(200);
      JsonNode actual = Inspections.json(response);
      List<String> platformDigest = response.getHeaders().getValues("Imagepeek-Platform-Digest");
      assertThatObject(actual)
          .as(description)
          .satisfies(
              json -> assertInspected(json, inspected.output()),
              json -> assertTags(json, recorded, registry),
              json -> assertPlatformDigest(json, platformDigest));
    }
  }

  private static void assertRefused(JsonNode error, Refused expected, String imageName) {
    assertThat(names(error)).isEqualTo(ERROR_FIELDS);
    assertThat(error.path("name").textValue()).isEqualTo(expected.name());
    assertThat(error.path("statusCode").intValue()).isEqualTo(expected.status());
    assertThat(error.path("imageName").textValue()).isEqualTo(imageName);
    assertThat(error.path("error").textValue()).isNotBlank().contains(expected.cause());
  }

  private static void assertInspected(JsonNode actual, JsonNode expected) {
    assertThat(names(actual)).isEqualTo(FIELDS);
    SoftAssertions fields = new SoftAssertions();
    for (String field : FIELDS) {
      if (!field.equals("RepoTags")) {
        // Compared as text, so that the order of keys counts.
        String value = expected.path(field).toString();
        fields.assertThat(actual.path(field).toString()).as(field).isEqualTo(value);
      }
    }
    fields.assertAll();
  }

  private static void assertTags(JsonNode actual, Answer recorded, RealRegistry registry)
      throws Exception {
    List<String> tags = texts(actual.path("RepoTags"));
    if (recorded.output() != null) {
      assertThat(tags)
          .containsExactlyInAnyOrderElementsOf(texts(recorded.output().path("RepoTags")));
    }
    // The order is that of this registry, which need not be that of the recorded one.
    assertThat(tags).isEqualTo(recorded.repoTags() ? listed(registry, recorded) : List.of());
  }

  /** Of an index, the platform's manifest is the one whose layers are shown. */
  private void assertPlatformDigest(JsonNode actual, List<String> header) {
    String digest = actual.path("Digest").textValue();
    if (layout.holds(digest) && layout.readJson(digest).has("manifests")) {
      assertThat(header).hasSize(1);
      String platformDigest = header.get(0);
      assertThat(leaves(digest)).contains(platformDigest);
      assertThat(texts(actual.path("Layers")))
          .isEqualTo(layout.readJson(platformDigest).path("layers").findValuesAsText("digest"));
    }
  }

  /** The manifests below a document that are no index. */
  private Stream<String> leaves(String digest) {
    JsonNode manifest = layout.readJson(digest);
    return manifest.has("manifests")
        ? stream(manifest.path("manifests"))
            .flatMap(child -> leaves(child.path("digest").textValue()))
        : Stream.of(digest);
  }

  /** The tags as the registry itself lists them. */
  private static List<String> listed(RealRegistry registry, Answer image) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(registry.uri().resolve(image.repository() + "/tags/list"));
    registry
        .authorization(image.repository())
        .ifPresent(value -> request.header("Authorization", value));
    String body = registry.client().send(request.build(), BodyHandlers.ofString()).body();
    return texts(new ObjectMapper().readTree(body).path("tags"));
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> texts(JsonNode array) {
    return stream(array).map(JsonNode::textValue).toList();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
