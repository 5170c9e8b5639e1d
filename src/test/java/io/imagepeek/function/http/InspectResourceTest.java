package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.testing.CapturedLog;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.ScriptedRegistry;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documented ways of use that concern one image, over plain HTTP. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class InspectResourceTest extends FaceTest {

  private static final String TITLE = "{\"org.opencontainers.image.title\":\"test\"}";

  /** Use 1: all fields, in the documented order, byte for byte. */
  @Test
  void aMalformedBodyHasItsLineInTheLogToo() {
    try (CapturedLog log = CapturedLog.of("io.imagepeek.inspection")) {
      RestAssured.given()
          .contentType("application/json")
          .body("{\"imageName\": s3cr3t")
          .post("/inspect")
          .then()
          .statusCode(422);

      assertThat(log.entries()).hasSize(1);
      assertThat(log.text())
          .startsWith("image=- outcome=InvalidInspectParameters error=\"request: malformed JSON")
          .doesNotContain("s3cr3t");
    }
  }

  @Test
  void answersTheDocumentedOutput() {
    TestImage image = open().image("faces/plain", "1.0");

    Response response = inspect(name("faces/plain:1.0"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString()).isEqualTo(output(image.digest(), "[]", "linux/amd64"));
    assertThat(response.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
    assertThat(response.header("Imagepeek-RateLimit-Remaining")).isNull();
    assertThat(inspections())
        .singleElement()
        .asString()
        .startsWith("image=" + name("faces/plain:1.0") + " digest=" + image.digest())
        .contains(" platform=linux/amd64 outcome=inspected duration=")
        .contains("ms requests=2 bytes=" + (image.size() + image.config().length()));
  }

  /** Uses 2 and 11: the sizes of the layers, and the metadata, are read from it. */
  @Test
  void theMetadataAddUp() {
    String config =
        "{\"created\":\"2025-10-08T11:04:56Z\",\"architecture\":\"arm64\",\"os\":\"linux\"}";
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":\
        "application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},"layers":[\
        {"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":3802452},\
        {"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","digest":"%s","size":8000000000,\
        "annotations":{"b":"2","a":"1"}}]}"""
            .formatted(
                TestImage.OCI_MANIFEST,
                TestImage.digest(config),
                config.length(),
                TestImage.digest("one"),
                TestImage.digest("two"));
    open().image("faces/sizes", "latest", TestImage.of(TestImage.OCI_MANIFEST, manifest, config));

    String body = inspect(name("faces/sizes")).asString();

    JsonPath image = JsonPath.from(body);
    assertThat(image.getList("LayersData.Size", Long.class)).containsExactly(3802452L, 8000000000L);
    assertThat(image.getList("LayersData.Digest"))
        .isEqualTo(image.getList("Layers"))
        .containsExactly(TestImage.digest("one"), TestImage.digest("two"));
    assertThat(body)
        .startsWith("{\"Digest\":\"" + TestImage.digest(manifest) + "\",\"RepoTags\":[],")
        .contains("\"Created\":\"2025-10-08T11:04:56Z\",\"DockerVersion\":\"\",\"Labels\":null,")
        .contains("\"Architecture\":\"arm64\",\"Os\":\"linux\",\"Layers\":[\"sha256:")
        .contains("\"Size\":3802452,\"Annotations\":null}")
        .contains("\"Size\":8000000000,\"Annotations\":{\"a\":\"1\",\"b\":\"2\"}}]")
        .endsWith(",\"Env\":null}");
  }

  /** Use 3: what is to be pulled is looked at first, for the platform that is to run it. */
  @Test
  void thePlatformIsChosenFromTheIndex() {
    TestImage index =
        open().image("faces/index", "1", TestImage.index("linux/amd64", "linux/arm64"));
    String imageName = name("faces/index:1");

    Response amd = inspect(imageName);
    Response arm = post("{\"imageName\":\"" + imageName + "\",\"platform\":\"linux/arm64\"}");

    assertThat(amd.asString()).isEqualTo(output(index.digest(), "[]", "linux/amd64"));
    assertThat(amd.header("Imagepeek-Platform-Digest")).isEqualTo(index.children().get(0).digest());
    assertThat(arm.asString()).isEqualTo(output(index.digest(), "[]", "linux/arm64"));
    assertThat(arm.header("Imagepeek-Platform-Digest")).isEqualTo(index.children().get(1).digest());
  }

  @Test
  void everyFormAndFaceAnswersTheSame() {
    open().image("faces/same", "1.0");
    TestImage image = open().image("faces/same", "2.0", TestImage.index("linux/arm64"));
    String imageName = name("faces/same");
    String fields =
        """
        {"imageName":"%s","imageTag":"2.0","containerImageTransport":"docker",\
        "platform":"linux/arm64","repoTags":true}"""
            .formatted(imageName);

    List<Response> responses =
        List.of(
            post(fields),
            post("{\"imageName\":\"" + imageName + "\",\"postData\":" + fields + "}"),
            given().contentType("application/json; charset=utf-8").body(fields).post("/inspect"),
            given()
                .queryParam("imageName", imageName)
                .queryParam("imageTag", "2.0")
                .queryParam("containerImageTransport", "docker")
                .queryParam("platform", "linux/arm64")
                .queryParam("repoTags", true)
                .get("/inspect"));

    assertThat(responses)
        .allSatisfy(
            response -> {
              assertThat(response.statusCode()).isEqualTo(200);
              assertThat(response.asString())
                  .isEqualTo(output(image.digest(), "[\"1.0\",\"2.0\"]", "linux/arm64"));
              assertThat(response.header("Imagepeek-Platform-Digest"))
                  .isEqualTo(image.children().get(0).digest());
            });
  }

  @Test
  void aHeadHasTheHeadersOfTheGet() {
    TestImage image = open().image("faces/head", "1");

    Response head = given().queryParam("imageName", name("faces/head:1")).head("/inspect");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.header("Imagepeek-Platform-Digest")).isEqualTo(image.digest());
    assertThat(head.asByteArray()).isEmpty();
  }

  @Test
  void passesOnWhatIsLeftOfTheRateLimit() {
    TestImage image = TestImage.oci("linux/amd64");
    String manifest = "/v2/faces/limited/manifests/latest";
    open()
        .on("GET", manifest)
        .respond(
            Reply.json(200, image.manifest())
                .with("Content-Type", image.mediaType())
                .with("RateLimit-Limit", "100;w=21600")
                .with("RateLimit-Remaining", "76;w=21600"));
    open()
        .on("GET", "/v2/faces/limited/blobs/" + image.configDigest())
        .respond(Reply.json(200, image.config()));

    Response response = inspect(name("faces/limited"));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.header("Imagepeek-RateLimit-Remaining")).isEqualTo("76;w=21600");
  }

  /** Use 7: without credentials first; with those supplied once the registry wants some. */
  @Test
  void aPrivateImageIsReadWithTheCallersCredentials() {
    ScriptedRegistry closed = registries.closed();
    TestImage image = closed.image("faces/private", "1");
    String imageName = closed.authority() + "/faces/private:1";
    int before = closed.recorded().size();

    Response anonymous = inspect(imageName);
    Response known =
        post(
            """
            {"imageName":"%s","credentials":{"username":"%s","password":"%s"}}"""
                .formatted(imageName, FaceRegistries.USERNAME, FaceRegistries.PASSWORD));
    Response wrong =
        post(
            """
            {"imageName":"%s","credentials":{"username":"robot","password":"%s-not"}}"""
                .formatted(imageName, FaceRegistries.PASSWORD));

    assertError(
        anonymous,
        401,
        "RegistryAuthenticationFailure",
        "Failed to authenticate with registry.",
        "NETWORK_ERROR",
        imageName,
        "unauthorized: authentication required");
    assertThat(known.statusCode()).isEqualTo(200);
    assertThat(known.asString()).isEqualTo(output(image.digest(), "[]", "linux/amd64"));
    assertThat(wrong.statusCode()).isEqualTo(401);
    assertThat(wrong.asString()).doesNotContain(FaceRegistries.PASSWORD);
    assertThat(closed.recorded().subList(before, closed.recorded().size()))
        .extracting(request -> request.authorization() == null ? "none" : "some")
        .as("anonymous; at once, both documents; at once and refused, then as anybody would ask")
        .containsExactly("none", "some", "some", "some", "none");
  }

  /** Use 8: up to three attempts. */
  @Test
  void whatFailsInPassingIsTriedAgain() {
    TestImage image = TestImage.oci("linux/amd64");
    open().image("faces/shaky-image", "1", image);
    open()
        .on("GET", "/v2/faces/shaky/manifests/latest")
        .respond(503)
        .then(Reply.reset())
        .then(Reply.json(200, image.manifest()).with("Content-Type", image.mediaType()));
    open()
        .on("GET", "/v2/faces/shaky/blobs/" + image.configDigest())
        .respond(Reply.json(200, image.config()));
    open().on("GET", "/v2/faces/down/manifests/latest").respond(3, Reply.status(503));

    Response shaky = inspect(name("faces/shaky"));
    Response down = inspect(name("faces/down"));

    assertThat(shaky.statusCode()).isEqualTo(200);
    assertError(
        down,
        500,
        "InspectImageFailure",
        "Failed to inspect image.",
        "IMAGE_SERVICE_ERROR",
        name("faces/down"),
        "HTTP status 503 Service Unavailable");
  }

  /** Use 4: the failures are told apart by their status. */
  @Test
  void anInvalidParameterIs422() {
    assertError(
        inspect("invalid@image"),
        422,
        "InvalidInspectParameters",
        "Invalid inspection parameters.",
        "VALIDATION_ERROR",
        "invalid@image",
        "Image name contains invalid characters");
    assertThat(given().queryParam("imageName", "invalid@image").get("/inspect").asString())
        .isEqualTo(inspect("invalid@image").asString());
    assertThat(post("{").asString()).contains("\"imageName\":null,\"error\":\"request: malformed");
    assertThat(post("{").statusCode()).isEqualTo(422);
    assertThat(
            post("{\"imageName\":\"alpine\",\"containerImageTransport\":\"ftp\"}")
                .jsonPath()
                .getString("error"))
        .startsWith("containerImageTransport: unknown transport; known are [");
    assertThat(
            given()
                .queryParam("imageName", "alpine")
                .queryParam("credentials", FaceRegistries.PASSWORD)
                .get("/inspect")
                .statusCode())
        .isEqualTo(422);
  }

  /** A password in a name is in no text of ours, nor in the log, which is looked at in the end. */
  @Test
  void anAddressIsNoName() {
    for (String account : new String[] {"https://robot:", "robot:", "docker://robot:"}) {
      Response refused = inspect(account + FaceRegistries.PASSWORD + "@q.io/a:1");

      assertThat(refused.statusCode()).isEqualTo(422);
      assertThat(refused.jsonPath().getString("error"))
          .startsWith("Image name contains invalid characters: leave out ")
          .doesNotContain(FaceRegistries.PASSWORD);
    }
    assertThat(inspections()).hasSize(3).allMatch(line -> line.startsWith("image=***@q.io/a:1 "));
  }

  @Test
  void aMissingImageIs404() {
    open().image("faces/there", "1");

    assertError(
        inspect(name("faces/not-there")),
        404,
        "ImageNotFoundInRegistry",
        "Image not found in registry.",
        "NOT_FOUND",
        name("faces/not-there"),
        "manifest unknown");
  }

  @Test
  void aRegistryThatIsNotThereIs500() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    String imageName = "127.0.0.1:" + port + "/a";

    assertError(
        inspect(imageName),
        500,
        "RegistryConnectionFailure",
        "Failed to connect to registry.",
        "NETWORK_ERROR",
        imageName,
        "connection refused");
  }

  @Test
  void aDefectOfOursIs500AndSaysNothingOfItself() {
    String imageName = registries.closed().authority() + "/" + BrokenCredentials.REPOSITORY;

    Response response = inspect(imageName);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"name":"GenericFailure","message":"Generic failure during image inspection.",\
            "type":"GENERIC_ERROR","statusCode":500,"error":"Inspect operation failed"}""");
    assertThat(log.text())
        .as("the log has the cause")
        .contains("outcome=GenericFailure")
        .contains("IllegalStateException: " + BrokenCredentials.SECRET);
  }

  @Test
  void healthAsksNoRegistry() {
    int before = open().recorded().size();

    for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready")) {
      Response health = given().get(path);
      assertThat(health.statusCode()).isEqualTo(200);
      assertThat(health.jsonPath().getString("status")).isEqualTo("UP");
    }

    assertThat(open().recorded()).hasSize(before);
    assertThat(inspections()).isEmpty();
  }

  @Test
  void theDescriptionNamesTheOperation() {
    Response description = given().queryParam("format", "json").get("/q/openapi");

    assertThat(description.statusCode()).isEqualTo(200);
    assertThat(description.jsonPath().getMap("paths.'/inspect'")).containsKeys("get", "post");
  }

  private static void assertError(
      Response response,
      int status,
      String name,
      String message,
      String type,
      String imageName,
      String error) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.header("Imagepeek-Platform-Digest")).isNull();
    String cause = response.jsonPath().getString("error");
    assertThat(cause).startsWith(error);
    assertThat(response.asString())
        .isEqualTo(
            """
            {"name":"%s","message":"%s","type":"%s","statusCode":%d,"imageName":"%s","error":"%s"}"""
                .formatted(name, message, type, status, imageName, cause));
  }

  /** What an image of {@link TestImage} looks like. */
  private static String output(String digest, String tags, String platform) {
    String layer = TestImage.digest("packed " + platform);
    return """
        {"Digest":"%s","RepoTags":%s,"Created":"2024-02-29T12:34:56.789Z","DockerVersion":"",\
        "Labels":%s,"Architecture":"%s","Os":"linux","Layers":["%s"],"LayersData":[\
        {"MIMEType":"application/vnd.oci.image.layer.v1.tar+gzip","Digest":"%s","Size":1234,\
        "Annotations":null}],"Env":["PATH=/usr/bin"]}"""
        .formatted(digest, tags, TITLE, platform.substring("linux/".length()), layer, layer);
  }
}
