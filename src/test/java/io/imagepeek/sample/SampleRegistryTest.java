package io.imagepeek.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRegistryTest {

  private static final String ABSENT_DIGEST = "sha256:" + "0".repeat(64);

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private static Vertx vertx;
  private static SampleRegistry registry;
  private static URI base;

  @BeforeAll
  static void start() throws Exception {
    vertx = Vertx.vertx();
    registry = new SampleRegistry(vertx, 0);
    base = URI.create("http://127.0.0.1:" + await(registry.start()));
  }

  @AfterAll
  static void stop() throws Exception {
    await(registry.stop());
    await(vertx.close());
  }

  @Test
  void saysThatItIsARegistry() throws Exception {
    for (String path : List.of("/v2/", "/v2")) {
      HttpResponse<byte[]> answer = get(path);

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Docker-Distribution-Api-Version"))
          .contains("registry/2.0");
      assertThat(json(answer)).isEqualTo(new JsonObject());
    }
  }

  @Test
  void namesItsImages() {
    assertThat(registry.names())
        .containsExactly(
            "demo/chart:0.1.0",
            "demo/hello:1.0",
            "demo/hello:latest",
            "demo/single:latest",
            "demo/web:2.1",
            "demo/web:latest");
  }

  @Test
  void everyDocumentReachableFromATagHasItsDigestSizeAndType() throws Exception {
    Set<String> blobs = new HashSet<>();
    for (String name : registry.names()) {
      String repository = name.substring(0, name.indexOf(':'));
      String tag = name.substring(name.indexOf(':') + 1);
      HttpResponse<byte[]> tagged = get("/v2/" + repository + "/manifests/" + tag);
      assertThat(tagged.statusCode()).as(name).isEqualTo(200);
      assertThat(header(tagged, "Docker-Content-Digest"))
          .isEqualTo(SampleDocument.sha256(tagged.body()));
      assertThat(header(tagged, "Content-Type")).isEqualTo(json(tagged).getString("mediaType"));

      Deque<JsonObject> manifests = new ArrayDeque<>(List.of(json(tagged)));
      while (!manifests.isEmpty()) {
        JsonObject manifest = manifests.pop();
        for (JsonObject child : objects(manifest, "manifests")) {
          HttpResponse<byte[]> answer = getDescribed(repository, "manifests", child);
          assertThat(header(answer, "Content-Type")).isEqualTo(child.getString("mediaType"));
          manifests.push(json(answer));
        }
        if (manifest.containsKey("config")) {
          JsonObject config = manifest.getJsonObject("config");
          HttpResponse<byte[]> answer = getDescribed(repository, "blobs", config);
          assertThat(header(answer, "Content-Type")).isEqualTo("application/octet-stream");
          assertThat(json(answer)).isNotEmpty();
          blobs.add(config.getString("digest"));
        }
      }
    }
    // Three platforms and three attestations, three platforms, one image, one chart.
    assertThat(blobs).hasSize(11);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v2/", "/v2/demo/web/manifests/latest", "/v2/demo/web/tags/list"})
  void headHasTheHeadersOfGetAndNoBody(String path) throws Exception {
    HttpResponse<byte[]> get = get(path);
    HttpResponse<byte[]> head = send("HEAD", path);

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers()).isEqualTo(get.headers());
    assertThat(header(head, "Content-Length")).isEqualTo(Integer.toString(get.body().length));
    assertThat(head.body()).isEmpty();
  }

  @Test
  void headOfAMissingManifestIsNotFound() throws Exception {
    HttpResponse<byte[]> head = send("HEAD", "/v2/demo/web/manifests/9.9");

    assertThat(head.statusCode()).isEqualTo(404);
    assertThat(head.body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/demo/hello/manifests/9.9, 404, MANIFEST_UNKNOWN",
    "/v2/demo/hello/manifests/" + "sha256:00, 404, MANIFEST_UNKNOWN",
    "/v2/demo/absent/manifests/latest, 404, NAME_UNKNOWN",
    "/v2/hello/manifests/latest, 404, NAME_UNKNOWN",
    "/v2/demo/absent/tags/list, 404, NAME_UNKNOWN",
    "/v2/demo/absent/blobs/sha256:00, 404, NAME_UNKNOWN",
    "/v2/demo/hello/blobs/sha256:00, 404, BLOB_UNKNOWN",
    "/v2/demo/hello/tags/other, 404, UNSUPPORTED",
    "/v2/_catalog, 404, UNSUPPORTED",
    "/, 404, UNSUPPORTED",
    "/v2/demo/hello/tags/list?n=-1, 400, PAGINATION_NUMBER_INVALID",
    "/v2/demo/hello/tags/list?n=two, 400, PAGINATION_NUMBER_INVALID",
    "/v2/demo/hello/tags/list?n=99999999999, 400, PAGINATION_NUMBER_INVALID"
  })
  void refusesInTheFormOfTheSpecification(String path, int status, String code) throws Exception {
    assertError(get(path), status, code);
  }

  @Test
  void describedLayersAreUnknownBlobs() throws Exception {
    JsonObject image = json(get("/v2/demo/single/manifests/latest"));
    String layer = objects(image, "layers").get(0).getString("digest");

    assertError(get("/v2/demo/single/blobs/" + layer), 404, "BLOB_UNKNOWN");
    assertError(get("/v2/demo/single/blobs/" + ABSENT_DIGEST), 404, "BLOB_UNKNOWN");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /v2/demo/hello/manifests/latest",
    "POST, /v2/demo/hello/blobs/uploads/",
    "DELETE, /v2/demo/hello/manifests/latest",
    "PATCH, /v2/",
    "OPTIONS, /v2/demo/absent/tags/list"
  })
  void isReadOnly(String method, String path) throws Exception {
    HttpResponse<byte[]> answer = send(method, path);

    assertError(answer, 405, "UNSUPPORTED");
    assertThat(header(answer, "Allow")).isEqualTo("GET, HEAD");
  }

  @ParameterizedTest
  @CsvSource({
    "'', '1.0,latest', ''",
    "?n=0, '', ''",
    "?n=1, '1.0', /v2/demo/hello/tags/list?n=1&last=1.0",
    "?n=2, '1.0,latest', ''",
    "?n=50, '1.0,latest', ''",
    "?n=1&last=1.0, 'latest', ''",
    "?last=1.0, 'latest', ''",
    "?last=b, 'latest', ''",
    "?n=1&last=latest, '', ''",
    "?last=zzz, '', ''"
  })
  void listsTagsInPages(String query, String tags, String next) throws Exception {
    HttpResponse<byte[]> answer = get("/v2/demo/hello/tags/list" + query);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    assertThat(json(answer).getString("name")).isEqualTo("demo/hello");
    assertThat(String.join(",", tags(answer))).isEqualTo(tags);
    assertThat(answer.headers().firstValue("Link").orElse(""))
        .isEqualTo(next.isEmpty() ? "" : "<" + next + ">; rel=\"next\"");
  }

  @Test
  void theLinksLeadThroughAllTags() throws Exception {
    List<String> seen = new ArrayList<>();
    String path = "/v2/demo/web/tags/list?n=1";
    for (int page = 0; !path.isEmpty() && page < 5; page++) {
      HttpResponse<byte[]> answer = get(path);
      seen.addAll(tags(answer));
      path = answer.headers().firstValue("Link").orElse("").replaceAll("^<|>.*", "");
    }

    assertThat(seen).containsExactly("2.1", "latest");
  }

  @Test
  void understandsAnEscapedColon() throws Exception {
    String digest = header(get("/v2/demo/web/manifests/latest"), "Docker-Content-Digest");
    HttpResponse<byte[]> answer = get("/v2/demo/web/manifests/" + digest.replace(":", "%3A"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Docker-Content-Digest")).isEqualTo(digest);
  }

  @Test
  void failsToStartOnATakenPort() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      SampleRegistry other = new SampleRegistry(vertx, taken.getLocalPort());

      assertThatThrownBy(() -> await(other.start())).hasRootCauseInstanceOf(BindException.class);
    }
  }

  @Test
  void isNotListeningOnceStopped() throws Exception {
    SampleRegistry other = new SampleRegistry(vertx, 0);
    int port = await(other.start());
    URI ping = URI.create("http://127.0.0.1:" + port + "/v2/");
    HttpResponse<byte[]> before =
        HTTP.send(HttpRequest.newBuilder(ping).build(), BodyHandlers.ofByteArray());
    assertThat(before.statusCode()).isEqualTo(200);

    await(other.stop());

    assertThatThrownBy(
            () -> HTTP.send(HttpRequest.newBuilder(ping).build(), BodyHandlers.ofByteArray()))
        .isInstanceOf(ConnectException.class);
    // The port, if it were not free, would make this fail.
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void refusesWhatIsNoPort(int port) {
    assertThatThrownBy(() -> new SampleRegistry(vertx, port))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(Integer.toString(port));
  }

  private static HttpResponse<byte[]> getDescribed(
      String repository, String kind, JsonObject descriptor) throws Exception {
    String digest = descriptor.getString("digest");
    HttpResponse<byte[]> answer = get("/v2/" + repository + "/" + kind + "/" + digest);
    assertThat(answer.statusCode()).as(repository + "@" + digest).isEqualTo(200);
    assertThat(answer.body()).hasSize(descriptor.getInteger("size"));
    assertThat(SampleDocument.sha256(answer.body())).isEqualTo(digest);
    assertThat(header(answer, "Docker-Content-Digest")).isEqualTo(digest);
    return answer;
  }

  private static void assertError(HttpResponse<byte[]> answer, int status, String code) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/json");
    List<JsonObject> errors = objects(json(answer), "errors");
    assertThat(errors).hasSize(1);
    assertThat(errors.get(0).getString("code")).isEqualTo(code);
    assertThat(errors.get(0).getString("message")).isNotBlank();
  }

  private static HttpResponse<byte[]> get(String path) throws Exception {
    return send("GET", path);
  }

  private static HttpResponse<byte[]> send(String method, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(Duration.ofSeconds(10))
            .method(method, BodyPublishers.noBody())
            .build();
    return HTTP.send(request, BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static JsonObject json(HttpResponse<byte[]> answer) {
    return new JsonObject(new String(answer.body(), StandardCharsets.UTF_8));
  }

  private static List<String> tags(HttpResponse<byte[]> answer) {
    return json(answer).getJsonArray("tags").stream().map(String.class::cast).toList();
  }

  private static List<JsonObject> objects(JsonObject owner, String key) {
    List<JsonObject> objects = new ArrayList<>();
    if (owner.containsKey(key)) {
      for (int i = 0; i < owner.getJsonArray(key).size(); i++) {
        objects.add(owner.getJsonArray(key).getJsonObject(i));
      }
    }
    return objects;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
