package io.imagepeek.function.http;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.openapi.DescriptionCheck;
import io.imagepeek.testing.Reply;
import io.imagepeek.testing.TestImage;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several images, each of whose results is a line that comes when it is there. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class NdjsonBatchRouteTest extends FaceTest {

  private static final String LINES = "application/x-ndjson";
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int TIMEOUT_MILLIS = 20_000;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** By order of events: the others' lines are read before the first image is answered. */
  @Test
  void aLineComesBeforeTheLastImageIsAnswered() throws Exception {
    CompletableFuture<Void> release = new CompletableFuture<>();
    held("lines/slow", release);
    TestImage quick = open().image("lines/quick", "latest");
    missing("lines/none");

    try (Socket caller =
        ask(
            "\"%s\",\"%s\",\"%s\",\"%s\""
                .formatted(
                    name("lines/slow"),
                    name("lines/quick"),
                    name("lines/none"),
                    name("lines/quick:latest")))) {
      BufferedReader in = reader(caller);
      assertThat(head(in)).contains("HTTP/1.1 200 OK", "content-type: " + LINES);
      List<JsonNode> first = List.of(line(in), line(in), line(in));
      assertThat(release).isNotDone();
      release.complete(null);
      JsonNode last = line(in);
      JsonNode summary = line(in);

      assertThat(first)
          .extracting(one -> one.path("index").intValue())
          .containsExactlyInAnyOrder(1, 2, 3);
      assertThat(first)
          .filteredOn(one -> one.has("inspection"))
          .hasSize(2)
          .allSatisfy(
              one ->
                  assertThat(one.at("/inspection/Digest").textValue()).isEqualTo(quick.digest()));
      assertThat(first)
          .filteredOn(one -> one.has("failure"))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one.at("/failure/imageName").textValue())
                      .isEqualTo(name("lines/none")));
      assertThat(last.fieldNames()).toIterable().containsExactly("index", "image", "inspection");
      assertThat(last.path("index").intValue()).isZero();
      assertThat(summary)
          .isEqualTo(MAPPER.readTree("{\"summary\":{\"images\":4,\"inspected\":3,\"failed\":1}}"));
      assertThat(in.readLine()).isEmpty();
      assertThat(in.readLine()).isEqualTo("0");
    }
  }

  @Test
  void eachLineIsWhatStandsInTheWholeAnswer() throws Exception {
    open().image("lines/same", "latest");
    String body = "{\"images\":[\"%s\",\"a@b\",7]}".formatted(name("lines/same"));

    List<String> lines = accepting(LINES, body).asString().lines().toList();
    JsonNode whole = MAPPER.readTree(accepting(JSON, body).asString());

    assertThat(lines).hasSize(4);
    List<JsonNode> results = new ArrayList<>(List.of(whole, whole, whole));
    for (String line : lines.subList(0, 3)) {
      JsonNode result = MAPPER.readTree(line);
      int index = result.path("index").intValue();
      ((ObjectNode) result).remove("index");
      results.set(index, result);
    }
    assertThat(MAPPER.valueToTree(results).equals(whole.path("results")))
        .as("%s and %s", results, whole)
        .isTrue();
    assertThat(results.get(2).path("image").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-ndjson                                | x-ndjson",
        "APPLICATION/X-NDJSON                                | x-ndjson",
        "application/x-ndjson, */*                           | x-ndjson",
        "*/*, application/x-ndjson                           | x-ndjson",
        "application/x-ndjson, application/*                 | x-ndjson",
        "application/x-ndjson, application/json;q=0.9        | x-ndjson",
        "application/json;q=0.2, application/x-ndjson;q=0.3  | x-ndjson",
        "text/html, application/x-ndjson;q=0.1               | x-ndjson",
        "application/json                                    | json",
        "*/*                                                 | json",
        "application/*                                       | json",
        "application/json, application/x-ndjson              | json",
        "application/x-ndjson, application/json              | json",
        "application/x-ndjson;q=0.5, application/json        | json",
        "application/x-ndjson;q=0.5, */*;q=0.8               | json",
        "application/x-ndjson;q=0, */*                       | json",
        "application/x-ndjson;q=0, application/json;q=0.1    | json",
      })
  void linesAreForThoseWhoPreferThem(String accept, String subtype) {
    Response response = accepting(accept, "{\"images\":[\"a@b\"]}");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.contentType()).startsWith("application/" + subtype);
    assertThat(response.asString())
        .startsWith(subtype.equals("json") ? "{\"results\":[" : "{\"index\":0,\"image\":\"a@b\"");
  }

  @ParameterizedTest
  @CsvSource({"text/html", "application/x-ndjson;q=0", "garbage"})
  void whatIsNeitherCannotBeAnswered(String accept) {
    Response response = accepting(accept, "{\"images\":[\"a@b\"]}");

    assertThat(response.statusCode()).isEqualTo(406);
    assertThat(response.jsonPath().getString("name")).isEqualTo("HttpError");
  }

  /** An error of the whole is no line, and has its own status. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"images\":[]}     | 422 | InvalidInspectParameters",
        "{\"images\":[}      | 422 | InvalidInspectParameters",
        "''                  | 422 | InvalidInspectParameters",
      })
  void whatIsNoBatchIsOneError(String body, int status, String name) {
    Response response = accepting(LINES, body);

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.contentType()).startsWith(JSON);
    assertThat(response.jsonPath().getString("name")).isEqualTo(name);
    assertThat(inspections()).hasSize(1);
  }

  @Test
  void anotherContentTypeIsRefused() {
    Response response =
        given().contentType("text/plain").accept(LINES).body("{}").post("/inspections");

    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.jsonPath().getString("name")).isEqualTo("HttpError");
  }

  /** Where nothing can be sent in chunks, the end of the connection is that of the answer. */
  @Test
  void anOldClientGetsLinesToo() throws Exception {
    String body = "{\"images\":[\"a@b\",\"c@d\"]}";
    String request =
        "POST /inspections HTTP/1.0\r\nContent-Type: application/json\r\nAccept: "
            + LINES
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;

    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, request);

    assertThat(answer.headers()).doesNotContainKey("content-length");
    assertThat(answer.body().lines())
        .hasSize(3)
        .last()
        .isEqualTo("{\"summary\":{\"images\":2,\"inspected\":0,\"failed\":2}}");
  }

  /** What the caller does not take stays here, and is all there once he does. */
  @Test
  void aSlowReaderGetsEverything() throws Exception {
    String labels = "x".repeat(300_000);
    String config =
        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Labels\":{\"l\":\"%s\"}}}"
            .formatted(labels);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":\
        "application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},"layers":[]}"""
            .formatted(TestImage.OCI_MANIFEST, TestImage.digest(config), config.length());
    open().image("lines/large", "latest", TestImage.of(TestImage.OCI_MANIFEST, manifest, config));
    String names =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"" + name("lines/large") + "\"")
            .reduce((a, b) -> a + "," + b)
            .orElseThrow();

    try (Socket caller = ask(names)) {
      // The batch is over, although none of its lines has been read.
      awaitLog("batch images=100 distinct=1 inspected=100 failed=0");
      BufferedReader in = reader(caller);
      head(in);

      for (int i = 0; i < 100; i++) {
        assertThat(line(in).at("/inspection/Labels/l").textValue()).isEqualTo(labels);
      }
      assertThat(line(in).at("/summary/inspected").intValue()).isEqualTo(100);
    }
  }

  /** All that was under way for him is abandoned, and nothing more is begun. */
  @ParameterizedTest
  @CsvSource({"/inspections, application/x-ndjson", "/inspections, */*", "/inspectImages, */*"})
  void whoGoesAwayEndsItsInspections(String path, String accept) throws Exception {
    int before = open().requests().size();
    int resets = open().resets().size();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String repository = "lines/gone/" + i;
      open().on("GET", "/v2/" + repository + "/manifests/latest").always(Reply.never());
      names.add("\"" + name(repository) + "\"");
    }

    try (Socket caller = ask(path, accept, String.join(",", names))) {
      open().awaitRequests(before + 10, LIMIT);
      assertThat(caller.getInputStream().available()).isZero();
    }

    open().awaitResets(resets + 10, LIMIT);
    awaitLog("batch images=10 distinct=10 outcome=abandoned duration=");
    assertThat(log.text()).doesNotContain("internal error");
    assertThat(open().requests()).hasSize(before + 10);
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

  private void awaitLog(String start) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (log.lines(start).isEmpty()) {
      assertThat(System.nanoTime()).as(log.text()).isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static Response accepting(String accept, String body) {
    return given().contentType(JSON).accept(accept).body(body).post("/inspections");
  }

  private static Socket ask(String names) throws IOException {
    return ask("/inspections", LINES, names);
  }

  /** Asks, and leaves the answer to be read. */
  private static Socket ask(String path, String accept, String names) throws IOException {
    String body = "{\"images\":[" + names + "]}";
    Socket socket = new Socket();
    // Little of the answer is taken before it is read.
    socket.setReceiveBufferSize(16 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + path
                    + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAccept: "
                    + accept
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(US_ASCII));
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  private static List<String> head(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      lines.add(line);
    }
    return lines;
  }

  /** One line is one chunk, whose length stands before it. */
  private static JsonNode line(BufferedReader in) throws IOException {
    String length = in.readLine();
    if (length.isEmpty()) {
      length = in.readLine();
    }
    String line = in.readLine();
    assertThat(line.getBytes(UTF_8).length + 1).isEqualTo(Integer.parseInt(length, 16));
    JsonNode result = MAPPER.readTree(line);
    DescriptionCheck.published().verifyLine(result);
    return result;
  }
}
