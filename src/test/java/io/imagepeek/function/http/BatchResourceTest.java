package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.Reply;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Use 5: several images in one go, of which a failure of one leaves the others' results. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class BatchResourceTest extends FaceTest {

  private static final Duration LIMIT = Duration.ofSeconds(10);

  @ParameterizedTest
  @ValueSource(strings = {"/inspections", "/inspections/", "/inspectImages"})
  void eachImageHasItsResultInItsPlace(String path) {
    TestImage one = open().image("batch/one", "latest");
    open().image("batch/two", "2", TestImage.docker("linux/amd64"));
    missing("batch/none");

    Response response =
        batch(
            path,
            """
            {"images": ["%s", {"imageName": "%s"},
              {"imageName": "%s", "postData": {"imageName": "%s", "imageTag": "2"}},
              "invalid@image"]}
            """
                .formatted(
                    name("batch/one"), name("batch/none"), name("batch/two"), name("batch/two")));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"results":[{"image":"%s","inspection":%s},\
            {"image":"%s","failure":%s},\
            {"image":"%s","inspection":%s},\
            {"image":"invalid@image","failure":%s}],\
            "summary":{"images":4,"inspected":2,"failed":2}}"""
                .formatted(
                    name("batch/one"),
                    inspect(name("batch/one")).asString(),
                    name("batch/none"),
                    inspect(name("batch/none")).asString(),
                    name("batch/two"),
                    inspect(name("batch/two:2")).asString(),
                    inspect("invalid@image").asString()));
    assertThat(response.jsonPath().getString("results[0].inspection.Digest"))
        .isEqualTo(one.digest());
  }

  /** One line for each image, and one for all. */
  @Test
  void isLogged() {
    open().image("batch/logged", "latest");
    missing("batch/logged-none");

    ask("{\"images\":[%s,%s,%s]}", "batch/logged", "batch/logged-none", "batch/logged");

    assertThat(inspections())
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("image=" + name("batch/logged") + " digest=sha256:")
                    .contains(" outcome=inspected "))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "image="
                            + name("batch/logged-none")
                            + " outcome=ImageNotFoundInRegistry "));
    assertThat(log.lines("batch images="))
        .singleElement()
        .asString()
        .matches("batch images=3 distinct=2 inspected=2 failed=1 duration=\\d+ms");
  }

  @Test
  void defaultsStandForWhatAnImageDoesNotSay() {
    TestImage index = TestImage.index("linux/amd64", "linux/arm64");
    open().image("batch/index", "7", index);
    open().image("batch/index", "8", index);

    Response response =
        ask(
            "{\"images\":[%s,{\"imageName\":%s,\"platform\":\"linux/amd64\"},%s],"
                + "\"imageTag\":\"7\",\"platform\":\"linux/arm64\"}",
            "batch/index", "batch/index", "batch/index:8");

    assertThat(response.jsonPath().getList("results.inspection.Architecture"))
        .containsExactly("arm64", "amd64", "arm64");
    assertThat(requests("batch/index"))
        .contains("GET /v2/batch/index/manifests/7", "GET /v2/batch/index/manifests/8");
  }

  /** The same question costs one inspection, however it is written. */
  @Test
  void equalImagesAreInspectedOnce() {
    TestImage image = open().image("batch/same", "latest");

    Response response =
        ask(
            "{\"images\":[%s,%s,{\"imageName\":%s,\"imageTag\":\"latest\"},"
                + "{\"imageName\":%s,\"platform\":\"linux/amd64\"}]}",
            "batch/same", "batch/same:latest", "batch/same", "batch/same");

    assertThat(response.jsonPath().getList("results.image"))
        .containsExactly(
            name("batch/same"), name("batch/same:latest"), name("batch/same"), name("batch/same"));
    assertThat(response.jsonPath().getList("results.inspection.Digest"))
        .containsOnly(image.digest())
        .hasSize(4);
    // The last one says what is meant anyway, which is another question.
    assertThat(inspections()).hasSize(2);
  }

  @Test
  void aSharedFailureNamesEachImageAsItWasWritten() {
    missing("batch/same-none");

    Response response = ask("{\"images\":[%s,%s]}", "batch/same-none", "batch/same-none:latest");

    assertThat(response.jsonPath().getList("results.failure.imageName"))
        .containsExactly(name("batch/same-none"), name("batch/same-none:latest"));
    assertThat(requests("batch/same-none")).hasSize(1);
  }

  /** By order of events: all are asked for before any is answered. */
  @Test
  void imagesAreInspectedSideBySide() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    ExecutorService caller = Executors.newSingleThreadExecutor();
    List<String> names = new ArrayList<>();
    int before = open().requests().size();
    for (int i = 0; i < 10; i++) {
      held("batch/side/" + i, release);
      names.add("\"" + name("batch/side/" + i) + "\"");
    }
    try {
      Future<Response> answer =
          caller.submit(() -> batch("/inspections", "{\"images\":" + names + "}"));
      open().awaitRequests(before + 10, LIMIT);
      release.complete(null);

      assertThat(answer.get(20, TimeUnit.SECONDS).jsonPath().getInt("summary.inspected"))
          .isEqualTo(10);
    } finally {
      release.complete(null);
      caller.shutdownNow();
    }
  }

  @Test
  void aHundredImagesAreNotTooMany() {
    open().image("batch/hundred", "latest");
    missing("batch/hundred-none");
    List<String> names =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"" + name(i % 2 == 0 ? "batch/hundred" : "batch/hundred-none") + "\"")
            .toList();

    Response response = batch("/inspections", "{\"images\":" + names + "}");

    assertThat(response.jsonPath().getList("results")).hasSize(100);
    assertThat(response.jsonPath().getMap("summary"))
        .isEqualTo(Map.of("images", 100, "inspected", 50, "failed", 50));
  }

  @Test
  void credentialsOfOneRegistryStandForAllOfItsImages() {
    registries.closed().image("batch/private", "1");
    registries.closed().image("batch/private", "2");
    String closed = registries.closed().authority();

    Response response =
        batch(
            "/inspections",
            """
            {"images": ["%s/batch/private:1", "%s/batch/private:2"],
             "credentials": {"username": "%s", "password": "%s"}}
            """
                .formatted(closed, closed, FaceRegistries.USERNAME, FaceRegistries.PASSWORD));

    assertThat(response.jsonPath().getInt("summary.inspected")).isEqualTo(2);
  }

  @Test
  void credentialsForOneRegistryAreNotOfferedToAnother() {
    open().image("batch/foreign", "latest");
    int before = open().requests().size() + registries.closed().requests().size();

    Response response =
        batch(
            "/inspections",
            """
            {"images": ["%s/batch/private:1", "%s"],
             "credentials": {"username": "%s", "password": "%s"}}
            """
                .formatted(
                    registries.closed().authority(),
                    name("batch/foreign"),
                    FaceRegistries.USERNAME,
                    FaceRegistries.PASSWORD));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.jsonPath().getString("error"))
        .startsWith("credentials: ")
        .contains("give each image its own");
    assertThat(open().requests().size() + registries.closed().requests().size()).isEqualTo(before);
  }

  /** Each with its own, as that error says. */
  @Test
  void eachImageMayHaveCredentialsOfItsOwn() {
    registries.closed().image("batch/own", "1");
    open().image("batch/own-open", "latest");

    Response response =
        batch(
            "/inspections",
            """
            {"images": [{"imageName": "%s/batch/own:1",
                         "credentials": {"username": "%s", "password": "%s"}}, "%s"]}
            """
                .formatted(
                    registries.closed().authority(),
                    FaceRegistries.USERNAME,
                    FaceRegistries.PASSWORD,
                    name("batch/own-open")));

    assertThat(response.jsonPath().getInt("summary.inspected")).isEqualTo(2);
    assertThat(
            open().recorded().stream()
                .map(request -> request.authorization())
                .filter(Objects::nonNull))
        .isEmpty();
    String basic =
        Base64.getEncoder()
            .encodeToString(
                (FaceRegistries.USERNAME + ":" + FaceRegistries.PASSWORD).getBytes(US_ASCII));
    assertThat(registries.closed().lastRequest().authorization()).isEqualTo("Basic " + basic);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]                            | request: must be a JSON object",
        "{}                            | images: is missing",
        "{\"images\":[]}               | images: must be a list of 1 to 100 images, not of 0",
        "{\"images\":[\"a\"],\"x\":1}  | x: unknown field; known are [",
        "{\"images\":[\"a\"],\"view\":1} | view: must be a string",
      })
  void whatIsNoBatchIsOneError(String body, String error) {
    Response response = batch("/inspections", body);
    Response called = batch("/inspectImages", body);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(called.statusCode()).isEqualTo(200);
    assertThat(response.asString())
        .isEqualTo(called.asString())
        .startsWith("{\"name\":\"InvalidInspectParameters\",");
    assertThat(response.jsonPath().getString("imageName")).isNull();
    assertThat(response.jsonPath().getString("error")).startsWith(error);
    assertThat(inspections())
        .hasSize(2)
        .allMatch(line -> line.startsWith("image=- outcome=InvalidInspectParameters error="));
  }

  @Test
  void malformedJsonIsOneError() {
    for (String path : List.of("/inspections", "/inspectImages")) {
      Response response = batch(path, "{\"images\": [" + FaceRegistries.PASSWORD);

      assertThat(response.statusCode()).isEqualTo(422);
      assertThat(response.jsonPath().getString("error")).startsWith("request: malformed JSON");
    }
  }

  /** A batch may have more bytes than a request, and has a bound of its own. */
  @Test
  void theBoundOnItsBodyIsItsOwn() throws Exception {
    String batch = "{\"images\":[\"a@b\"]}";
    int largest = 1024 * 1024;
    String type = "Content-Type: application/json";

    for (String path : List.of("/inspections", "/inspectImages")) {
      String fits = " ".repeat(largest - batch.length()) + batch;
      assertThat(
              RawHttp.exchange(RestAssured.port, RawHttp.request("POST " + path, fits, type))
                  .body())
          .contains("\"summary\":{\"images\":1,\"inspected\":0,\"failed\":1}");
      assertThat(
              RawHttp.exchange(RestAssured.port, RawHttp.request("POST " + path, fits + " ", type))
                  .status())
          .isEqualTo(413);
    }
  }

  /** The documented ways of use that one request combines: views, tags, raw documents. */
  @Test
  void eachImageMayHaveAViewOfItsOwn() {
    TestImage image = open().image("batch/views", "1");

    Response response =
        ask(
            "{\"images\":[{\"imageName\":%s,\"view\":\"manifest\"},{\"imageName\":%s,"
                + "\"repoTags\":true},{\"imageName\":%s,\"view\":\"platforms\"}]}",
            "batch/views:1", "batch/views:1", "batch/views:1");

    assertThat(response.jsonPath().getString("results[0].inspection.mediaType"))
        .isEqualTo(image.mediaType());
    assertThat(response.jsonPath().getList("results[1].inspection.RepoTags")).containsExactly("1");
    assertThat(response.jsonPath().getString("results[2].inspection.Platforms[0].Platform"))
        .isEqualTo("linux/amd64");
  }

  private void missing(String repository) {
    open()
        .on("GET", "/v2/" + repository + "/manifests/latest")
        .always(Reply.error(404, "MANIFEST_UNKNOWN", "manifest unknown"));
  }

  private void held(String repository, CompletableFuture<Void> release) {
    TestImage image = TestImage.oci("linux/amd64");
    open().image(repository, "latest", image);
    open()
        .on("GET", "/v2/" + repository + "/manifests/latest")
        .respond(
            Reply.held(
                release,
                Reply.of(200, Map.of("Content-Type", image.mediaType()), image.manifest())));
  }

  private List<String> requests(String repository) {
    return open().requests().stream()
        .filter(request -> request.contains("/v2/" + repository + "/"))
        .toList();
  }

  /** Asks for images of the open registry. */
  private Response ask(String body, String... repositories) {
    Object[] names = new Object[repositories.length];
    for (int i = 0; i < names.length; i++) {
      names[i] = "\"" + name(repositories[i]) + "\"";
    }
    return batch("/inspections", body.formatted(names));
  }

  private static Response batch(String path, String body) {
    return given().contentType(JSON).body(body).post(path);
  }
}
