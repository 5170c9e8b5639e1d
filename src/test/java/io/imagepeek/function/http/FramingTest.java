package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.ResponseHeaders;
import io.imagepeek.function.http.RawHttp.Answer;
import io.imagepeek.testing.Reply;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where a request ends, and whom it is for, must be certain (RFC 9112, sections 3.2, 6.1, 6.3,
 * 7.1). If it is not, it is answered, logged in one line, and nothing that comes behind it is taken
 * for another request.
 */
@QuarkusTest
@TestProfile(FaceProfile.class)
class FramingTest extends FaceTest {

  private static final String POST = "POST /inspect HTTP/1.1\r\n";
  private static final String HOST = "Host: localhost\r\n";
  private static final String JSON_TYPE = "Content-Type: application/json\r\n";
  private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
  private static final String SMALL = "{\"imageName\":\"a@b\"}";
  private static final String LENGTH = "Content-Length: " + SMALL.length() + "\r\n";
  private static final String CHUNKS = "13\r\n" + SMALL + "\r\n0\r\n\r\n";
  private static final String NEXT =
      "GET /inspect?imageName=smuggled@b HTTP/1.1\r\n" + HOST + "\r\n";

  static Stream<Arguments> uncertain() {
    return Stream.of(
        Arguments.of("length beside chunks", 400, POST + HOST + CHUNKED + LENGTH, CHUNKS),
        Arguments.of("chunks beside length", 400, POST + HOST + LENGTH + CHUNKED, CHUNKS),
        Arguments.of(
            "length of none", 400, POST + HOST + "Content-Length: 0\r\n" + CHUNKED, CHUNKS),
        Arguments.of("two lengths", 400, POST + HOST + LENGTH + "Content-Length: 3\r\n", SMALL),
        Arguments.of("a list", 400, POST + HOST + "Content-Length: 19, 3\r\n", SMALL),
        Arguments.of("no number", 400, POST + HOST + "Content-Length: x\r\n", SMALL),
        Arguments.of("a sign", 400, POST + HOST + "Content-Length: +19\r\n", SMALL),
        Arguments.of("a space", 400, POST + HOST + "Content-Length : 19\r\n", SMALL),
        Arguments.of("gzip", 400, POST + HOST + "Transfer-Encoding: gzip\r\n", SMALL),
        Arguments.of(
            "gzip and length", 400, POST + HOST + LENGTH + "Transfer-Encoding: x\r\n", SMALL),
        Arguments.of(
            "chunked first", 400, POST + HOST + "Transfer-Encoding: chunked, gzip\r\n", CHUNKS),
        Arguments.of("chunked twice", 400, POST + HOST + CHUNKED + CHUNKED, CHUNKS),
        Arguments.of("almost", 400, POST + HOST + "Transfer-Encoding: xchunked\r\n", CHUNKS),
        Arguments.of("empty", 400, POST + HOST + "Transfer-Encoding: \r\n", SMALL),
        Arguments.of("identity", 400, POST + HOST + "Transfer-Encoding: identity\r\n", SMALL),
        Arguments.of("unknown", 501, POST + HOST + "Transfer-Encoding: gzip, chunked\r\n", CHUNKS),
        Arguments.of("1.0", 400, "POST /inspect HTTP/1.0\r\n" + HOST + CHUNKED, CHUNKS),
        Arguments.of("two hosts", 400, POST + HOST + "Host: other\r\n" + LENGTH, SMALL),
        Arguments.of("the same host twice", 400, POST + HOST + HOST + LENGTH, SMALL),
        Arguments.of("two in one", 400, POST + "Host: localhost, other\r\n" + LENGTH, SMALL),
        Arguments.of("no host", 400, POST + LENGTH, SMALL),
        Arguments.of("a path", 400, POST + "Host: localhost/a\r\n" + LENGTH, SMALL),
        Arguments.of("a user", 400, POST + "Host: me@localhost\r\n" + LENGTH, SMALL),
        Arguments.of("a port", 400, POST + "Host: localhost:a\r\n" + LENGTH, SMALL),
        Arguments.of("2.0", 505, "POST /inspect HTTP/2.0\r\n" + HOST + LENGTH, SMALL),
        Arguments.of("1.2", 505, "POST /inspect HTTP/1.2\r\n" + HOST + LENGTH, SMALL),
        Arguments.of("chunk size", 400, POST + HOST + CHUNKED, "zz\r\nab\r\n0\r\n\r\n"),
        Arguments.of("no chunk size", 400, POST + HOST + CHUNKED, "\r\nab\r\n0\r\n\r\n"),
        Arguments.of("huge chunk", 400, POST + HOST + CHUNKED, "fffffffff\r\nab\r\n0\r\n\r\n"),
        Arguments.of("chunk's end", 400, POST + HOST + CHUNKED, "2\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("line feed alone", 400, POST + HOST + CHUNKED, "2\nab\n0\n\n"),
        Arguments.of("trailer", 400, POST + HOST + CHUNKED, "0\r\n\u0000a: b\r\n\r\n"),
        Arguments.of("path", 400, "GET /%zz HTTP/1.1\r\n" + HOST, ""),
        Arguments.of("query", 400, "GET /inspect?imageName=%a HTTP/1.1\r\n" + HOST, ""),
        Arguments.of("garbage", 400, "garbage\r\n", ""),
        Arguments.of("long line", 414, "GET /inspect?imageName=" + "a".repeat(20_000), ""),
        Arguments.of("long header", 431, POST + HOST + "a: " + "a".repeat(30_000) + "\r\n", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uncertain")
  void isRefusedAndNothingBehindItIsRead(String name, int status, String head, String body)
      throws Exception {
    String all = RawHttp.untilClosed(RestAssured.port, head + JSON_TYPE + "\r\n" + body + NEXT);

    Answer answer = RawHttp.parse(all);
    assertThat(answer.status()).as(all).isEqualTo(status);
    assertThat(all.indexOf("HTTP/1.1 4", 1)).as("one answer alone").isNegative();
    assertThat(answer.header("connection")).isEqualTo("close");
    assertThat(answer.header("content-type")).isEqualTo(JSON);
    ResponseHeaders.ALWAYS.forEach(
        (header, value) -> assertThat(answer.header(header)).isEqualTo(value));
    JsonNode error = new ObjectMapper().readTree(answer.body());
    assertThat(error.path("name").textValue()).isEqualTo("HttpError");
    assertThat(error.path("statusCode").intValue()).isEqualTo(status);
    assertThat(error.path("error").textValue()).isNotBlank();
    assertThat(inspections()).isEmpty();
    assertThat(log.entries()).singleElement().asString().startsWith("a request was refused: ");
    assertThat(log.text()).doesNotContain("Exception", "\tat ", "internal error");
  }

  /** Faces that have a body read, and one that has none. */
  @ParameterizedTest
  @ValueSource(strings = {"/inspections", "/inspectAnImage", "/inspectImages", "/events", "/"})
  void malformedChunksAreSoEverywhere(String path) throws Exception {
    String head = "POST " + path + " HTTP/1.1\r\n" + HOST + JSON_TYPE + CHUNKED + "\r\n";

    Answer answer = RawHttp.exchange(RestAssured.port, head + "2\r\n{}\r\nzz\r\n");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("the chunks of the body are malformed");
    assertThat(log.entries()).singleElement().asString().startsWith("a request was refused: 400");
  }

  @Test
  void whatCameBeforeIsAnsweredFirst() throws Exception {
    CompletableFuture<Void> released = new CompletableFuture<>();
    open()
        .on("GET", "/v2/framing/manifests/latest")
        .respond(Reply.held(released, Reply.status(404)));
    String first = "GET /inspect?imageName=" + name("framing") + " HTTP/1.1\r\n" + HOST + "\r\n";
    int before = open().requests().size();
    try (Socket socket = RawHttp.begin(RestAssured.port, first + "garbage\r\n\r\n")) {
      open().awaitRequests(before + 1, Duration.ofSeconds(10));
      socket.setSoTimeout(10_000);
      released.complete(null);

      String all = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);

      assertThat(all).startsWith("HTTP/1.1 404 ");
      assertThat(all.substring(1)).contains("HTTP/1.1 400 ");
    }
  }

  /** A body that is refused by its head is malformed, too: one answer is enough. */
  @Test
  void anAnswerIsNotGivenTwice() throws Exception {
    String head = "PUT /inspect HTTP/1.1\r\n" + HOST + JSON_TYPE + CHUNKED + "\r\n";

    String all = RawHttp.untilClosed(RestAssured.port, head + "zz\r\n");

    assertThat(all.indexOf("HTTP/1.1 4", 1)).as(all).isNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "LOCALHOST.", "[::1]:80", "10.0.0.1", ""})
  void hostsAsTheyShouldBeAreTaken(String host) throws Exception {
    String head = POST + "Host: " + host + "\r\n" + JSON_TYPE + LENGTH + "\r\n";

    assertThat(RawHttp.exchange(RestAssured.port, head + SMALL).status()).isEqualTo(422);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chunked", "Chunked", " chunked "})
  void chunksAreRead(String coding) throws Exception {
    String head = POST + HOST + JSON_TYPE + "Transfer-Encoding: " + coding + "\r\n\r\n";

    Answer answer =
        RawHttp.exchange(
            RestAssured.port, head + "13;a=\"b\"\r\n" + SMALL + "\r\n0\r\nx: y\r\n\r\n");

    assertThat(answer.body()).contains("\"imageName\":\"a@b\"");
  }
}
