package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.function.http.RawHttp.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is sent, the answer is JSON that says what is wrong: no page, no trace, no silence. */
@QuarkusTest
@TestProfile(FaceProfile.class)
class OddRequestsTest extends FaceTest {

  private static final String TYPE = "Content-Type: application/json";
  private static final String CHUNKED = "Transfer-Encoding: chunked";
  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String SMALL = "{\"imageName\":\"a@b\"}";
  private static final String TOO_LARGE = "{\"imageName\":\"" + "a".repeat(64 * 1024) + "\"}";

  static Stream<Arguments> refusedByHttp() {
    return Stream.of(
        odd(405, "GET /"),
        odd(405, "GET /?imageName=a"),
        odd(404, "GET /nothing"),
        odd(404, "GET /nothing", "Accept: text/html"),
        odd(404, "DELETE /nothing"),
        odd(404, "GET /INSPECT"),
        odd(404, "GET /inspect/more"),
        odd(404, "GET /inspect%2fmore"),
        odd(404, "GET /%2e%2e/%2e%2e/etc/passwd"),
        odd(404, "GET /../../etc/passwd"),
        odd(404, "GET /index.html"),
        odd(404, "GET /q/nothing"),
        odd(404, "OPTIONS *"),
        with(404, "POST /nothing", SMALL, TYPE),
        with(400, "POST /", SMALL, TYPE),
        with(400, "POST /", "no JSON", TYPE),
        with(400, "POST /?imageName=a", SMALL, TYPE),
        odd(405, "OPTIONS /inspectAnImage"),
        odd(405, "PUT /inspect"),
        odd(405, "DELETE /inspect"),
        odd(405, "PATCH /inspect"),
        odd(405, "TRACE /inspect"),
        odd(405, "BREW /inspect"),
        odd(405, "PUT /inspectAnImage"),
        odd(405, "GET /inspectAnImage"),
        odd(405, "GET /inspectAnImage?imageName=a"),
        odd(405, "GET /inspectImages"),
        odd(405, "GET /events"),
        odd(405, "PUT /events"),
        odd(405, "GET /inspections"),
        odd(405, "DELETE /inspections"),
        odd(405, "GET /inspections", "Accept: application/x-ndjson"),
        odd(405, "PUT /inspectImages"),
        odd(404, "GET /inspectionsmore"),
        with(404, "POST /INSPECTIONS", SMALL, TYPE),
        with(406, "POST /inspections", SMALL, TYPE, "Accept: text/html"),
        with(413, "PUT /inspections", TOO_LARGE, TYPE),
        odd(413, "POST /inspections", TYPE, "Content-Length: 9999999999999"),
        with(415, "POST /inspections", SMALL, "Content-Type: text/plain"),
        with(415, "POST /inspections", "%zz&=".repeat(3_000), "Content-Type: " + FORM),
        with(415, "POST /inspectImages", "%zz&=".repeat(3_000), "Content-Type: " + FORM),
        with(415, "POST /inspectImages", SMALL, "Content-Type: text/plain"),
        odd(404, "GET /events/more"),
        odd(406, "GET /inspect?imageName=a@b", "Accept: text/html"),
        with(406, "POST /inspect", SMALL, TYPE, "Accept: application/xml"),
        with(406, "POST /inspect", SMALL, TYPE, "Accept: garbage"),
        with(413, "POST /inspect", TOO_LARGE, TYPE),
        with(413, "POST /inspect", TOO_LARGE),
        with(413, "POST /inspectAnImage", TOO_LARGE, TYPE),
        with(413, "POST /nothing", TOO_LARGE, TYPE),
        with(413, "PUT /inspect", TOO_LARGE, TYPE),
        with(413, "GET /inspect", TOO_LARGE, TYPE),
        odd(413, "POST /inspect", TYPE, "Content-Length: 9999999999999"),
        odd(413, "POST /inspect", TYPE, "Content-Length: 65537", "Expect: 100-continue"),
        Arguments.of(413, chunked("POST /inspect", TOO_LARGE, TYPE)),
        Arguments.of(413, chunked("POST /inspectAnImage", TOO_LARGE, TYPE)),
        odd(415, "POST /inspect"),
        with(415, "POST /inspect", SMALL),
        with(415, "POST /inspections", SMALL),
        with(415, "POST /inspections", SMALL, "Accept: application/x-ndjson"),
        with(415, "POST /inspectImages", SMALL),
        with(415, "POST /events", SMALL),
        with(415, "POST /", SMALL),
        with(415, "POST /inspect", SMALL, "Content-Type: application/jsonp"),
        with(415, "POST /inspectAnImage", SMALL, "Content-Type: text/plain;application/json"),
        with(415, "POST /inspect", SMALL, "Content-Type: text/plain"),
        with(415, "POST /inspect", SMALL, "Content-Type: application/x-www-form-urlencoded"),
        with(415, "POST /inspect", SMALL, "Content-Type: multipart/form-data"),
        with(415, "POST /inspect", "%zz&=".repeat(3_000), "Content-Type: " + FORM),
        with(415, "POST /inspectAnImage", "%zz&=".repeat(3_000), "Content-Type: " + FORM),
        with(415, "POST /", "%zz&=".repeat(3_000), "Content-Type: " + FORM),
        with(415, "POST /inspect", SMALL, "Content-Type: garbage"),
        with(415, "POST /inspect", SMALL, "Content-Type: /;;"),
        with(415, "POST /inspectAnImage", SMALL, "Content-Type: text/plain"),
        with(415, "POST /inspectAnImage", SMALL),
        with(417, "POST /inspect", SMALL, TYPE, "Expect: garbage"),
        odd(403, "GET /inspect?imageName=a@b", "Sec-Fetch-Site: cross-site"),
        odd(403, "GET /inspect?imageName=a@b", "Sec-Fetch-Site: same-site"),
        odd(403, "GET /inspect/?imageName=a@b", "sec-fetch-site: Cross-Site"),
        odd(403, "DELETE /inspections/cache?imageName=a", "Sec-Fetch-Site: cross-site"),
        odd(403, "GET /nothing", "Sec-Fetch-Site: cross-site"),
        with(403, "POST /inspect", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        with(403, "POST /inspections", SMALL, TYPE, "Sec-Fetch-Site: same-site"),
        with(403, "POST /inspectAnImage", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        with(403, "POST /inspectImages", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        with(403, "POST /events", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        with(403, "POST /", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        with(403, "PUT /inspect", SMALL, TYPE, "Sec-Fetch-Site: cross-site"),
        Arguments.of(400, "GET /inspect HTTP/1.1\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("refusedByHttp")
  void isAnsweredAsAnErrorOfHttp(int status, String request) throws Exception {
    Answer answer = RawHttp.exchange(RestAssured.port, request);

    JsonNode error = error(answer, status);
    assertThat(error.path("name").textValue()).isEqualTo("HttpError");
    assertThat(error.path("type").textValue()).isEqualTo("HTTP_ERROR");
    assertThat(error.has("imageName")).isFalse();
    assertThat(answer.header("allow").isEmpty()).isEqualTo(status != 405);
    assertThat(inspections()).isEmpty();
  }

  /** RFC 9110, section 15.5.6: what a path takes is said by its own name. */
  @ParameterizedTest
  @CsvSource({
    "DELETE /inspect,          'GET, HEAD, OPTIONS, POST'",
    "DELETE /inspect/,         'GET, HEAD, OPTIONS, POST'",
    "GET /inspections,         'OPTIONS, POST'",
    "GET /inspections/cache,   'DELETE, OPTIONS'",
    "PUT /inspections/,        'OPTIONS, POST'",
    "GET /,                    POST",
    "PUT /inspectImages,       POST",
    "GET /inspectImages,       POST",
    "GET /inspectAnImage,      POST",
    "GET /inspectAnImage/?a=b, POST",
    "OPTIONS /inspectImages,   POST",
    "GET /events,              'OPTIONS, POST'",
    "GET /events/?a=/inspect,  'OPTIONS, POST'",
    "PUT /inspectAnImage,      POST",
  })
  void whatIsAllowedIsSaid(String line, String allowed) throws Exception {
    Answer answer = RawHttp.exchange(RestAssured.port, RawHttp.request(line, ""));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("allow")).isEqualTo(allowed);
  }

  /** What it takes, what is missing of that, and where else to go. */
  @ParameterizedTest
  @CsvSource({
    "400, application/json",
    "400, application/json; charset=utf-8",
    "415, text/plain",
    "415, application/x-www-form-urlencoded",
  })
  void whatIsNoEventIsToldWhereInspectionsAre(int status, String type) throws Exception {
    String request = RawHttp.request("POST /", SMALL, "Content-Type: " + type);

    assertThat(error(RawHttp.exchange(RestAssured.port, request), status).path("error").textValue())
        .startsWith("/ takes CloudEvents")
        .contains("ce-specversion", "ce-id", "ce-source", "ce-type", "application/cloudevents+json")
        .endsWith("inspections are at /inspect and /inspections");
  }

  /** An event in a form that no event has: nothing is said of missing headers. */
  @Test
  void anEventInAFormIsOfTheWrongType() throws Exception {
    String request =
        RawHttp.request("POST /", "a=b", "Content-Type: " + FORM, "ce-specversion: 1.0");

    assertThat(error(RawHttp.exchange(RestAssured.port, request), 415).path("error").textValue())
        .doesNotContain("this is none");
  }

  static Stream<Arguments> invalid() {
    return Stream.of(
        odd(422, "GET /inspect"),
        odd(422, "GET /inspect?"),
        odd(422, "GET /inspect?imageName"),
        odd(422, "GET /inspect?imageName=%ff%00"),
        odd(422, "GET /inspect?imageName=a&imageName=b"),
        odd(422, "GET /inspect?imageName=" + "a".repeat(5_000)),
        odd(422, "GET /inspect?imageName=" + "%c3%a4".repeat(2_000)),
        odd(422, "GET /inspect?image=a"),
        odd(422, "GET http://localhost/inspect"),
        with(422, "GET /inspect", SMALL, TYPE),
        odd(422, "POST /inspect", TYPE),
        odd(422, "GET /inspect", "Sec-Fetch-Site: none"),
        odd(422, "GET /inspect", "Sec-Fetch-Site: same-origin"),
        with(422, "POST /inspect", SMALL, TYPE, "Sec-Fetch-Site: same-origin"),
        odd(422, "POST /inspect", TYPE, "Content-Length: 0"),
        Arguments.of(422, chunked("POST /inspect", "", TYPE)),
        with(422, "POST /inspect", SMALL, "Content-Type: application/json; charset=utf-8"),
        with(422, "POST /inspect", SMALL, "Content-Type: APPLICATION/JSON"),
        with(422, "POST /inspect?imageName=alpine", SMALL, TYPE),
        with(422, "POST /inspect", "{\"imageName\":\"\\ud800\"}", TYPE),
        with(422, "POST /inspect", "{\"imageName\":\"<script>\\u0000\"}", TYPE),
        with(422, "POST /inspect", "\u001f\u008b\b\u0000", TYPE, "Content-Encoding: gzip"),
        Arguments.of(422, chunked("POST /inspect", SMALL, TYPE)),
        with(422, "POST /inspect", SMALL, TYPE, "Expect: 100-continue"),
        with(422, "POST /inspect", SMALL, TYPE, "Accept: text/html, */*;q=0.1"),
        Arguments.of(422, "GET /inspect HTTP/1.0\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void isAnsweredAsAnInvalidParameter(int status, String request) throws Exception {
    JsonNode error = error(RawHttp.exchange(RestAssured.port, request), status);

    assertThat(error.path("name").textValue()).isEqualTo("InvalidInspectParameters");
    assertThat(error.has("imageName")).isTrue();
  }

  /** One byte more is too large; the largest body there may be is read, to its end. */
  @ParameterizedTest
  @ValueSource(strings = {"POST /inspect", "POST /inspectAnImage"})
  void theBoundOnBodiesIsExact(String line) throws Exception {
    int largest = 64 * 1024;
    String body = " ".repeat(largest - SMALL.length()) + SMALL;

    for (String request : List.of(RawHttp.request(line, body, TYPE), chunked(line, body, TYPE))) {
      assertThat(RawHttp.exchange(RestAssured.port, request).body())
          .contains("\"imageName\":\"a@b\"")
          .contains("\"error\":\"Image name contains invalid characters\"");
    }
    for (String request :
        List.of(RawHttp.request(line, body + " ", TYPE), chunked(line, body + " ", TYPE))) {
      assertThat(RawHttp.exchange(RestAssured.port, request).status()).isEqualTo(413);
    }
  }

  /** What costs nothing and changes nothing is told to every page's browser. */
  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/ready", "/q/openapi"})
  void operatorsPathsAreOpenToPages(String path) throws Exception {
    String request = RawHttp.request("GET " + path, "", "Sec-Fetch-Site: cross-site");

    assertThat(RawHttp.exchange(RestAssured.port, request).status()).isEqualTo(200);
  }

  @Test
  void aHeadIsAnsweredWithItsStatus() {
    assertThat(RestAssured.head("/inspect").statusCode()).isEqualTo(422);
    assertThat(RestAssured.head("/inspections").statusCode()).isEqualTo(405);
    assertThat(RestAssured.head("/inspectAnImage").statusCode()).isEqualTo(405);
    assertThat(RestAssured.head("/inspectAnImage").header("Allow")).isEqualTo("POST");
    assertThat(RestAssured.head("/inspectImages").header("Allow")).isEqualTo("POST");
    assertThat(RestAssured.head("/nothing").statusCode()).isEqualTo(404);
  }

  private static JsonNode error(Answer answer, int status) throws Exception {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("content-type")).startsWith(JSON);
    assertThat(answer.body()).doesNotContain("Exception", "<html", "at io.", "\n");
    JsonNode error = new ObjectMapper().readTree(answer.body());
    assertThat(error.fieldNames().next()).isEqualTo("name");
    assertThat(error.path("statusCode").intValue()).isEqualTo(status);
    assertThat(error.path("message").textValue()).isNotBlank();
    assertThat(error.path("error").textValue()).isNotBlank();
    return error;
  }

  private static Arguments odd(int status, String line, String... headers) {
    return with(status, line, "", headers);
  }

  private static Arguments with(int status, String line, String body, String... headers) {
    return Arguments.of(status, RawHttp.request(line, body, headers));
  }

  /** The same in two chunks, so that no length is declared. */
  private static String chunked(String line, String body, String... headers) {
    String head = RawHttp.request(line, "", headers).stripTrailing() + "\r\n" + CHUNKED;
    int half = body.length() / 2;
    return head
        + "\r\n\r\n"
        + chunk(body.substring(0, half))
        + chunk(body.substring(half))
        + "0\r\n\r\n";
  }

  private static String chunk(String text) {
    return text.isEmpty() ? "" : Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }
}
