package io.imagepeek.local;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.golden.TestLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every real engine with a Docker-compatible API must be inspected as, at the wire. */
abstract class DockerEngineChecks {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OCI = "basic/oci:latest";

  /** Podman gives an image that came twice the digests of both: not one that is pulled too. */
  private static final String LOADED = "config/created-far:latest";

  private static final String SHORT = "mine/app:1";

  private static final List<String> ENGINES_VIEW =
      List.of(
          "Id",
          "RepoTags",
          "RepoDigests",
          "Parent",
          "Comment",
          "Created",
          "DockerVersion",
          "Author",
          "Config",
          "Architecture",
          "Variant",
          "Os",
          "OsVersion",
          "Size",
          "GraphDriver",
          "RootFS",
          "Metadata");

  /** Left out by engines where they are empty. */
  private static final Set<String> OMITTED = Set.of("Variant", "OsVersion");

  private @Nullable DockerEngine engine;

  final DockerEngine engine() {
    if (engine == null) {
      throw new IllegalStateException("not injected");
    }
    return engine;
  }

  /** The answer to a request for an image in the engine. */
  static JsonNode inspect(String name, @Nullable String tag, String... more) throws IOException {
    ObjectNode request = JSON.createObjectNode();
    request.put("imageName", name);
    request.put("imageTag", tag);
    request.put("containerImageTransport", "docker-daemon");
    for (String field : more) {
      if (field.equals("repoTags")) {
        request.put(field, true);
      } else {
        request.put("view", field);
      }
    }
    return JSON.readTree(
        given()
            .contentType("application/json")
            .body(request.toString())
            .post("/inspect")
            .asString());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  /** The diff IDs in the configuration of one of the layout's images without an index. */
  private static @Nullable List<String> diffIds(String image) {
    TestLayout layout = TestLayout.load();
    String digest =
        layout.entries().stream()
            .filter(entry -> entry.toString().equals(image))
            .findFirst()
            .orElseThrow()
            .digest();
    JsonNode config = layout.readJson(digest).at("/config/digest");
    return config.isMissingNode()
        ? null
        : texts(layout.readJson(config.asText()).at("/rootfs/diff_ids"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OCI,
        "basic/oci-no-mediatype-field:latest",
        "basic/docker:latest",
        "basic/docker-full:latest",
        "basic/zero-layers:latest",
        "basic/empty-history:latest",
        "multi/oci-index:latest",
        "multi/attest:latest",
        "config/big-labels-env:latest",
        "config/no-labels:latest",
        "config/empty-labels:latest",
        "config/no-env:latest",
        "config/created-nanos:latest",
        "config/created-offset:latest",
        "config/config-missing:latest",
        "config/label-null-value:latest",
        "layers/docker-types-in-oci:latest",
        "a/b/c/d:deep",
        "names/under_score/two__under/dot.dot/dash---dash:Tag_1.0-RC.1",
        "toplevel:latest"
      })
  void agreesWithTheRecordedAnswer(String image) throws Exception {
    Answer recorded =
        GoldenAnswers.load().stream()
            .filter(each -> each.image().equals(image) && each.variant().equals("default"))
            .findFirst()
            .orElseThrow();
    JsonNode output = recorded.output();
    assertThat(output).isNotNull();

    String name = engine().pull(image);
    JsonNode inspected = inspect(name, null);

    SoftAssertions soft = new SoftAssertions();
    for (String field :
        List.of("Digest", "Created", "DockerVersion", "Labels", "Architecture", "Os", "Env")) {
      soft.assertThat((Object) inspected.path(field)).as(field).isEqualTo(output.path(field));
    }
    List<String> layers = texts(inspected.path("Layers"));
    List<String> diffIds = diffIds(image);
    if (diffIds == null) {
      soft.assertThat(layers).hasSameSizeAs(texts(output.path("Layers")));
    } else {
      soft.assertThat(layers).isEqualTo(diffIds);
    }
    for (int i = 0; i < layers.size(); i++) {
      soft.assertThat(inspected.path("LayersData").path(i).toString())
          .isEqualTo(
              "{\"MIMEType\":\"application/vnd.docker.image.rootfs.diff.tar\",\"Digest\":\"%s\","
                      .formatted(layers.get(i))
                  + "\"Size\":-1,\"Annotations\":null}");
    }
    soft.assertThat(inspected.path("RepoTags").toString()).isEqualTo("[]");
    soft.assertAll();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        OCI,
        "basic/docker-full:latest",
        "basic/zero-layers:latest",
        "multi/oci-index:latest",
        "config/big-labels-env:latest",
        "config/config-missing:latest",
        "config/empty-labels:latest"
      })
  void theEnginesViewIsWhatTheEngineSays(String image) throws Exception {
    String name = engine().pull(image);

    JsonNode view = inspect(name, null, "engine");
    JsonNode said = engine().api().get("/images/" + name + "/json").json();

    List<String> fields = new ArrayList<>();
    view.fieldNames().forEachRemaining(fields::add);
    assertThat(fields).isEqualTo(ENGINES_VIEW);
    SoftAssertions soft = new SoftAssertions();
    for (String field : ENGINES_VIEW) {
      JsonNode expected = said.path(field);
      if (field.equals("Config") && expected.isNull()) {
        expected = JSON.createObjectNode();
      }
      if (expected.isMissingNode()) {
        soft.assertThat(field).isIn(OMITTED);
        expected = JSON.getNodeFactory().textNode("");
      }
      soft.assertThat((Object) view.path(field)).as(field).isEqualTo(expected);
    }
    soft.assertAll();
  }

  @Test
  void isFoundByNameAndById() throws Exception {
    engine().load(LOADED, SHORT);
    String id = engine().api().get("/images/" + SHORT + "/json").json().path("Id").asText();
    String hex = id.substring("sha256:".length());

    for (String name :
        List.of(
            "mine/app:1",
            "docker.io/mine/app:1",
            id,
            hex,
            hex.substring(0, 12),
            hex.substring(0, 4),
            "sha256:" + hex.substring(0, 12))) {
      assertThat(inspect(name, null, "engine").path("Id").asText()).as(name).isEqualTo(id);
    }
    assertThat(inspect("mine/app", "1", "engine").path("Id").asText()).isEqualTo(id);
  }

  @Test
  void isFoundByItsDigest() throws Exception {
    String name = engine().pull(OCI);
    String digest = inspect(name, null).path("Digest").asText();
    String repository = name.substring(0, name.lastIndexOf(':'));

    assertThat(inspect(repository + "@" + digest, null).path("Digest").asText()).isEqualTo(digest);
    assertThat(inspect(repository + "@sha256:" + "0".repeat(64), null).path("name").asText())
        .isEqualTo("ImageNotFoundInRegistry");
  }

  @Test
  void whatTheEngineHasNotIsNotFound() throws Exception {
    for (String name :
        List.of("quay.io/no/such:1", "no-such", "0123456789ab", "f".repeat(64), "cafe")) {
      JsonNode failure = inspect(name, null);

      assertThat(failure.path("statusCode").asInt()).as(name).isEqualTo(404);
      assertThat(failure.path("error").asText()).as(name).containsIgnoringCase("no such image");
    }
  }

  @Test
  void tagsAreThoseThatTheEngineHasOfTheRepository() throws Exception {
    engine().load(LOADED, "tagged/app:b");
    for (String other :
        List.of("tagged/app&tag=a", "tagged/app2&tag=x", "quay.io/tagged/app&tag=y")) {
      int status = engine().api().post("/images/docker.io/tagged/app:b/tag?repo=" + other).status();
      assertThat(status).isEqualTo(201);
    }

    assertThat(texts(inspect("tagged/app", "b", "repoTags").path("RepoTags")))
        .containsExactly("a", "b");
    assertThat(texts(inspect("quay.io/tagged/app", "y", "repoTags").path("RepoTags")))
        .containsExactly("y");
  }
}
