package io.imagepeek.function.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is no CloudEvent is answered with 400 and what is wrong, and never with an event: delivered
 * again it would be wrong again. In each there is a password, which must show up nowhere.
 */
@QuarkusTest
@TestProfile(FaceProfile.class)
class MalformedEventsTest extends FaceTest {

  private static final String SECRET = FaceRegistries.PASSWORD;
  private static final String DATA =
      "{\"imageName\":\"a@b\",\"credentials\":{\"username\":\"robot\",\"password\":\"%s\"}}"
          .formatted(SECRET);
  private static final String EVENT = TestEvent.asking(DATA).structured();

  static Stream<Arguments> binary() {
    return Stream.of(
        binary("specversion is missing", "ce-specversion"),
        binary("specversion is missing", "ce-specversion:"),
        binary("specversion must be 1.0", "ce-specversion: 0.3"),
        binary("specversion must be 1.0", "ce-specversion: " + SECRET),
        binary("id is missing", "ce-id"),
        binary("id is missing", "ce-id:"),
        binary("id is missing", "ce-id: \"\""),
        binary("source is missing", "ce-source"),
        binary("source is missing", "ce-source:"),
        binary("type is missing", "ce-type"),
        binary("type is missing", "ce-type:"),
        binary("source is malformed", "ce-source: a%20b" + SECRET),
        binary("source is malformed", "ce-source: :" + SECRET),
        binary("id is not UTF-8", "ce-id: " + SECRET + "%C0%A0"),
        binary("id is not UTF-8", "ce-id: %ff"),
        binary("custom is not UTF-8", "ce-custom: %ed%a0%80"),
        binary("id is given twice", "CE-ID: " + SECRET),
        binary("custom is given twice", "ce-custom: 1", "Ce-Custom: 1"),
        binary("datacontenttype is given twice", "ce-datacontenttype: application/json"),
        binary("foo-bar has no valid name", "ce-foo-bar: " + SECRET),
        binary("foo_bar has no valid name", "ce-foo_bar: x"),
        binary("data has no valid name", "ce-data: " + SECRET),
        binary(" has no valid name", "ce-: x"));
  }

  @ParameterizedTest
  @MethodSource("binary")
  void inBinaryFormTheHeaderIsNamed(String problem, String request) throws Exception {
    assertRefused("event: the attribute " + problem, request);
  }

  static Stream<Arguments> structured() {
    return Stream.of(
        structured("specversion is missing", "specversion", ""),
        structured("specversion is missing", "specversion", "null"),
        structured("specversion is missing", "specversion", "''"),
        structured("specversion must be a string", "specversion", "1.0"),
        structured("specversion must be 1.0", "specversion", "'0.3'"),
        structured("specversion must be 1.0", "specversion", "'" + SECRET + "'"),
        structured("id is missing", "id", ""),
        structured("id is missing", "id", "null"),
        structured("id is missing", "id", "''"),
        structured("id must be a string", "id", "5"),
        structured("id must be a string", "id", "{'password':'" + SECRET + "'}"),
        structured("source is missing", "source", ""),
        structured("source is missing", "source", "''"),
        structured("source must be a string", "source", "[]"),
        structured("source is malformed", "source", "'a b " + SECRET + "'"),
        structured("type is missing", "type", ""),
        structured("type is missing", "type", "''"),
        structured("type must be a string", "type", "true"),
        structured("datacontenttype must be a string", "datacontenttype", "[]"),
        structured("foo_bar has no valid name", "foo_bar", "'" + SECRET + "'"),
        structured("Foo has no valid name", "Foo", "'x'"),
        structured("f?? has no valid name", "f\u00f6\n", "'x'"),
        structured(" has no valid name", "", "'x'"));
  }

  @ParameterizedTest
  @MethodSource("structured")
  void inStructuredFormTheAttributeIsNamed(String problem, String body) throws Exception {
    assertRefused("event: the attribute " + problem, message(body));
  }

  static Stream<Arguments> bodies() {
    String noData = changed("data", "");
    return Stream.of(
        Arguments.of("event: has both data and data_base64", changed("data_base64", "'e30='")),
        Arguments.of("event: data_base64 is not base64", base64(noData, "'" + SECRET + "!'")),
        Arguments.of("event: data_base64 is not base64", base64(noData, "{'a':'" + SECRET + "'}")),
        Arguments.of("event: data_base64 is not base64", base64(noData, "7")),
        Arguments.of(
            "request: malformed JSON at line 1, column ",
            base64(noData, "'" + packed("{\"password\":" + SECRET + "}") + "'")),
        Arguments.of(
            "request: the body is not UTF-8", base64(noData, "'" + packed("\u00ff") + "'")),
        Arguments.of("request: the body is empty; it must be a JSON object", ""),
        Arguments.of("event: the attribute specversion is missing", "null"),
        Arguments.of("event: the attribute specversion is missing", "[" + EVENT + "]"),
        Arguments.of("event: the attribute specversion is missing", "\"" + SECRET + "\""),
        Arguments.of("request: malformed JSON at line 1, column ", SECRET),
        Arguments.of("request: malformed JSON at line 1, column ", "{\"id\":" + SECRET + "}"),
        Arguments.of(
            "request: malformed JSON at line 1, column ", EVENT.substring(0, EVENT.length() - 1)),
        Arguments.of("request: malformed JSON at line 1, column ", EVENT + SECRET),
        Arguments.of("request: malformed JSON at line 1, column ", EVENT + EVENT),
        Arguments.of("request: malformed JSON", "[".repeat(5_000)),
        Arguments.of(
            "request: a field is given twice at line 1, column ",
            EVENT.replace("\"data\":", "\"id\":\"" + SECRET + "\",\"data\":")),
        Arguments.of(
            "request: a field is given twice at line 1, column ",
            EVENT.replace("\"username\":", "\"password\":\"1\",\"username\":")),
        Arguments.of("request: the body is not UTF-8", EVENT.replace("a@b", "\u00ff")));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void theBodyInStructuredFormIsAnEventAndNothingElse(String error, String body) throws Exception {
    assertRefused(error, message(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"password\":" + FaceRegistries.PASSWORD + "}",
        "{\"password\":\"" + FaceRegistries.PASSWORD,
        "{\"password\":\"" + FaceRegistries.PASSWORD + "\"} x",
        "{\"password\":\"" + FaceRegistries.PASSWORD + "\",\"password\":\"\"}",
        "\u00ff" + FaceRegistries.PASSWORD,
      })
  void theDataInBinaryFormAreJson(String data) throws Exception {
    assertRefused("request: ", RawHttp.request("POST /", data, headers()));
  }

  /** The same is refused at the function's own path. */
  @Test
  void theFunctionsPathIsAsStrict() throws Exception {
    assertRefused(
        "event: the attribute id must be a string",
        message(changed("id", "5")).replace("POST / ", "POST /inspectAnImage "));
  }

  /** It could be somebody else's, and is no question of ours. */
  @Test
  void theDataOfAnUnknownTypeAreNotRead() throws Exception {
    String request = RawHttp.request("POST /", "{" + SECRET, headers("ce-type: com.example.x"));

    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, request);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ce-type")).isEqualTo("io.imagepeek.image.inspect.failed");
    assertThat(answer.body()).contains("event: the type is unknown").doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/xml",
        "application/octet-stream",
        "garbage",
        "json",
        "application/json-seq",
        "application/jsonl",
        "application/x-json",
        "application/json+xml",
        "application/geo+json-seq",
        "application/xml; a=application/json",
      })
  void dataThatAreSaidToBeNoJsonAreAFailure(String contentType) throws Exception {
    String binary = RawHttp.request("POST /", DATA, headers("Content-Type: " + contentType));
    String structured = message(changed("datacontenttype", "'" + contentType + "'"));

    RawHttp.Answer fromBinary = RawHttp.exchange(RestAssured.port, binary);
    RawHttp.Answer fromStructured = RawHttp.exchange(RestAssured.port, structured);

    assertThat(fromBinary.status()).isEqualTo(200);
    assertThat(fromBinary.header("ce-type")).isEqualTo("io.imagepeek.image.inspect.failed");
    assertThat(fromBinary.body())
        .contains("\"statusCode\":422")
        .contains("\"error\":\"event: the datacontenttype must be application/json\"");
    assertThat(TestEvent.of(TestEvent.parse(fromStructured.body())).data())
        .isEqualTo(fromBinary.body());
  }

  @Test
  void withoutDataThereIsNoQuestion() throws Exception {
    String binary = RawHttp.request("POST /", "", headers());
    String structured = message(changed("data", ""));

    RawHttp.Answer fromBinary = RawHttp.exchange(RestAssured.port, binary);
    RawHttp.Answer fromStructured = RawHttp.exchange(RestAssured.port, structured);

    assertThat(fromBinary.status()).isEqualTo(200);
    assertThat(fromBinary.body()).contains("\"error\":\"event: has no data\"");
    assertThat(TestEvent.of(TestEvent.parse(fromStructured.body())).data())
        .isEqualTo(fromBinary.body());
  }

  static Stream<Arguments> unused() {
    return Stream.of(
        unused("time", "'2016-12-31T23:59:60Z'"),
        unused("time", "'2026-03-04T05:06:07.0123456789+19:45'"),
        unused("time", "'" + SECRET + "'"),
        unused("time", "1772600766"),
        unused("subject", "5"),
        unused("dataschema", "':" + SECRET + "'"),
        unused("custom", "1.5"),
        unused("custom", "2147483648"),
        unused("custom", "[]"),
        unused("custom", "{'password':'" + SECRET + "'}"),
        unused("data_base64", "null"));
  }

  /** What is of no use here need not be what it should be: it is not shown either. */
  @ParameterizedTest
  @MethodSource("unused")
  void whatIsNotUsedRefusesNoEvent(String structured, String binary) throws Exception {
    RawHttp.Answer fromStructured = RawHttp.exchange(RestAssured.port, structured);
    RawHttp.Answer fromBinary = RawHttp.exchange(RestAssured.port, binary);

    assertThat(fromStructured.status()).as(fromStructured.body()).isEqualTo(200);
    assertThat(fromBinary.status()).as(fromBinary.body()).isEqualTo(200);
    TestEvent failed = TestEvent.of(TestEvent.parse(fromStructured.body()));
    assertThat(failed.attributes()).containsEntry("causationid", "event-1");
    assertThat(failed.data())
        .contains("Image name contains invalid characters")
        .isEqualTo(fromBinary.body())
        .doesNotContain(SECRET);
    assertThat(log.text()).doesNotContain(SECRET);
  }

  private static Arguments unused(String attribute, String json) {
    String header = json.replaceAll("^'|'$", "").replace("'", "\"");
    return Arguments.of(
        message(changed(attribute, json)),
        RawHttp.request(
            "POST /",
            DATA,
            attribute.startsWith("data_")
                ? headers()
                : headers("ce-" + attribute + ": " + header)));
  }

  /** CloudEvents JSON format, section 3.1.1: by the subtype, whatever else is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/json",
        "application/vnd.example.ask+json",
        "Application/Problem+JSON",
        "image/x.y+z+json ; charset=utf-8; profile=\"a;b\"",
        "application/json;q=+xml",
      })
  void everyJsonIsJson(String contentType) throws Exception {
    String binary = RawHttp.request("POST /", DATA, headers("Content-Type: " + contentType));
    String structured =
        message(changed("datacontenttype", TextNode.valueOf(contentType).toString()));

    for (String request : List.of(binary, structured)) {
      RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, request);

      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Image name contains invalid characters");
    }
  }

  /** CloudEvents JSON format, section 2.1: null is what is not there. */
  @ParameterizedTest
  @ValueSource(strings = {"subject", "time", "dataschema", "datacontenttype", "traceparent"})
  void aNullIsWhatIsNotThere(String attribute) throws Exception {
    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, message(changed(attribute, "null")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    TestEvent failed = TestEvent.of(TestEvent.parse(answer.body()));
    assertThat(failed.attributes()).doesNotContainKey("traceparent");
    assertThat(failed.data()).contains("Image name contains invalid characters");
  }

  /** Also with the headers of an event beside it, as its type alone says in which form it comes. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/cloudevents-batch+json",
        "Application/CloudEvents-Batch+JSON; charset=UTF-8",
        "application/cloudevents+avro",
      })
  void otherFormsAreNotTaken(String contentType) throws Exception {
    for (String path : List.of("POST /", "POST /inspectAnImage")) {
      String alone = RawHttp.request(path, "[" + EVENT + "]", "Content-Type: " + contentType);
      String withHeaders =
          RawHttp.request(path, "[" + EVENT + "]", headers("Content-Type: " + contentType));
      for (String request : List.of(alone, withHeaders)) {
        RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, request);

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.body())
            .startsWith("{\"name\":\"HttpError\",")
            .contains("\"error\":\"send one event, as application/cloudevents+json or")
            .doesNotContain(SECRET);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Application/CloudEvents+JSON", "application/cloudevents+json ; charset=utf-8"})
  void theContentTypeIsReadAsContentTypesAre(String contentType) throws Exception {
    RawHttp.Answer answer =
        RawHttp.exchange(
            RestAssured.port, RawHttp.request("POST /", EVENT, "Content-Type: " + contentType));

    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.header("content-type")).isEqualTo(TestEvent.STRUCTURED);
  }

  private void assertRefused(String error, String request) throws Exception {
    RawHttp.Answer answer = RawHttp.exchange(RestAssured.port, request);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.header("content-type")).isEqualTo(JSON);
    assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("ce-"));
    assertThat(answer.body())
        .startsWith(
            "{\"name\":\"HttpError\",\"message\":\"Bad Request.\",\"type\":\"HTTP_ERROR\","
                + "\"statusCode\":400,\"error\":\""
                + error)
        .doesNotContain(SECRET, "Exception");
    assertThat(log.text()).doesNotContain("internal error", "Exception");
    assertThat(inspections()).isEmpty();
  }

  private static Arguments binary(String problem, String... changes) {
    return Arguments.of(problem, RawHttp.request("POST /", DATA, headers(changes)));
  }

  private static Arguments structured(String problem, String attribute, String json) {
    return Arguments.of(problem, changed(attribute, json));
  }

  private static String message(String body) {
    return RawHttp.request("POST /", body, "Content-Type: " + TestEvent.STRUCTURED);
  }

  /**
   * The headers of a good event, without those that are named, and with those that have a value.
   */
  private static String[] headers(String... changes) {
    List<String> headers =
        new ArrayList<>(
            List.of(
                "ce-specversion: 1.0",
                "ce-id: event-1",
                "ce-source: /tests",
                "ce-type: io.imagepeek.image.inspect",
                "Content-Type: application/json"));
    for (String change : changes) {
      String name = change.split(":", 2)[0];
      headers.removeIf(header -> header.split(":", 2)[0].equals(name));
      if (change.contains(":")) {
        headers.add(change);
      }
    }
    return headers.toArray(String[]::new);
  }

  /** The event with some JSON in apostrophes in a place, or without it where there is none. */
  private static String changed(String name, String json) {
    ObjectNode event = (ObjectNode) TestEvent.parse(EVENT);
    if (json.isEmpty()) {
      event.remove(name);
    } else {
      event.set(name, TestEvent.parse(json.replace('\'', '"')));
    }
    StringBuilder ascii = new StringBuilder();
    event
        .toString()
        .chars()
        .forEach(c -> ascii.append(c < 0x80 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return ascii.toString();
  }

  private static String base64(String event, String json) {
    return event.substring(0, event.length() - 1)
        + ",\"data_base64\":"
        + json.replace('\'', '"')
        + "}";
  }

  private static String packed(String data) {
    byte[] bytes = data.equals("\u00ff") ? new byte[] {-1} : data.getBytes(UTF_8);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
