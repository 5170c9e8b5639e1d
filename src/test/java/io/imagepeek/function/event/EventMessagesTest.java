package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events in messages, and out of them again. */
class EventMessagesTest {

  private static final String DATA = "{\"b\":[1,2.5],\"a\":\"\u20ac\"}";

  private final EventMessages messages = new EventMessages(new RequestReader());

  static Stream<CloudEvent> events() {
    CloudEventBuilder least =
        CloudEventBuilder.v1().withId("1").withSource(URI.create("/s")).withType("t");
    return Stream.of(
        least.newBuilder().withData("application/json", DATA.getBytes(UTF_8)).build(),
        least
            .newBuilder()
            .withId("\u20ac %41 \"q\"\r\n")
            .withSubject("registry.example.com:5000/\u00e4:1")
            .withTime(OffsetDateTime.parse("2026-03-04T05:06:07.123456789+05:30"))
            .withDataSchema(URI.create("https://example.com/schema?a=b#c"))
            .withExtension("causationid", "50%")
            .withExtension("traceparent", "00-aa-bb-01")
            .withData("application/json; charset=utf-8", "null".getBytes(UTF_8))
            .build());
  }

  @ParameterizedTest
  @MethodSource("events")
  void whatIsWrittenIsRead(CloudEvent event) {
    for (EventMessages.Message message :
        List.of(messages.binary(event), messages.structured(event))) {
      ReceivedEvent read =
          messages.read(message.headers().entrySet(), message.body().getBytes(UTF_8));

      assertThat(read.attributes()).isEqualTo(attributes(event));
      assertThat(data(read)).isEqualTo(new String(event.getData().toBytes(), UTF_8));
    }
  }

  private static Map<String, String> attributes(CloudEvent event) {
    Map<String, String> attributes = new HashMap<>();
    event.getAttributeNames().stream()
        .filter(name -> event.getAttribute(name) != null)
        .forEach(name -> attributes.put(name, event.getAttribute(name).toString()));
    event
        .getExtensionNames()
        .forEach(name -> attributes.put(name, event.getExtension(name).toString()));
    return attributes;
  }

  @Test
  void aBinaryMessageHasItsAttributesInHeaders() {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId("a b")
            .withSource(URI.create("/s"))
            .withType("t")
            .withData("application/json", DATA.getBytes(UTF_8))
            .build();

    EventMessages.Message message = messages.binary(event);

    assertThat(message.headers())
        .containsOnly(
            Map.entry("ce-specversion", "1.0"),
            Map.entry("ce-id", "a%20b"),
            Map.entry("ce-source", "/s"),
            Map.entry("ce-type", "t"),
            Map.entry("Content-Type", "application/json"));
    assertThat(message.body()).isEqualTo(DATA);
  }

  @Test
  void anEventWithoutDataIsAMessageWithoutBody() {
    CloudEvent event =
        CloudEventBuilder.v1().withId("a").withSource(URI.create("/s")).withType("t").build();

    assertThat(messages.binary(event).body()).isEmpty();
  }

  @Test
  void aBatchIsAnArrayOfEvents() throws Exception {
    List<CloudEvent> several = events().toList();

    EventMessages.Message batch = messages.batch(several);

    assertThat(batch.headers())
        .containsOnly(Map.entry("content-type", "application/cloudevents-batch+json"));
    JsonNode array = new ObjectMapper().readTree(batch.body());
    assertThat(array).hasSize(several.size());
    assertThat(array.get(0))
        .isEqualTo(new ObjectMapper().readTree(messages.structured(several.get(0)).body()));
    assertThat(messages.batch(List.of()).body()).isEqualTo("[]");
  }

  /** JSON format, sections 2.2 and 3.1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      nullValues = "-",
      value = {
        "\"data\":{\"a\":1.5}           | {\"a\":1.5}",
        "\"data\":\"text\"              | \"text\"",
        "\"data\":7                     | 7",
        "\"data\":null                  | null",
        "\"data_base64\":\"eyJhIjoxfQ==\" | {\"a\":1}",
        "\"data_base64\":\"\"           | ''",
        "\"data_base64\":null           | -",
        "\"flag\":true                  | -",
        "\"data_base64\":null,\"data\":{\"a\":1} | {\"a\":1}",
        "\"data\":[1],\"data_base64\":null  | [1]",
        "\"data\":null,\"data_base64\":\"Nw==\" | 7",
        "\"data_base64\":null,\"data\":null  | null",
      })
  void theDataOfAStructuredEventAreRead(String data, String expected) {
    assertThat(data(structured(data))).isEqualTo(expected);
  }

  /** JSON format, section 2.2: one may have a value of its own kind. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "true, true",
        "-7, -7",
        "2147483647, 2147483647",
        "'\"x y\"', x y",
        "'\"\"', ''",
        "2147483648, 2147483648",
        "-0.5, -0.5",
        "'{\"span\": {\"id\": 7}, \"kept\": [\"a\", null]}', '{\"span\":{\"id\":7},\"kept\":[\"a\",null]}'",
        "'[]', '[]'",
      })
  void extensionsAreTexts(String json, String text) {
    assertThat(structured("\"custom\":" + json).attribute("custom")).isEqualTo(text);
  }

  /**
   * RFC 3339 has leap seconds, any number of digits, offsets of up to a day and lower-case letters;
   * what is no time at all is of no more use here.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2016-12-31T23:59:60Z",
        "2017-01-01T05:29:60.5+05:30",
        "2026-03-04T05:06:07.1234567891Z",
        "2026-03-04T05:06:07.00000000000000000001Z",
        "2026-03-04T05:06:07+23:59",
        "2026-03-04T05:06:07-18:30",
        "2026-03-04t05:06:07z",
        "2026-03-04 05:06:07Z",
        "0000-01-01T00:00:00Z",
        "yesterday",
      })
  void theTimeStaysAsItCame(String time) {
    ReceivedEvent inBody = structured("\"time\":\"" + time + "\"");
    ReceivedEvent inHeaders = binary("ce-time", time.replace(" ", "%20"));

    assertThat(inBody.attribute("time")).isEqualTo(time);
    assertThat(inHeaders.attribute("time")).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "dataschema, '\":/ no URI\"', ':/ no URI'",
        "dataschema, '{\"a\":1}', '{\"a\":1}'",
        "subject, 5, 5",
        "time, 1772600766, 1772600766",
      })
  void whatIsNotUsedStaysAsItCame(String attribute, String json, String text) {
    assertThat(structured("\"" + attribute + "\":" + json).attribute(attribute)).isEqualTo(text);
  }

  /** RFC 3986; the older one that Java reads has no empty authority, nor a scheme alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:",
        "file://",
        "//",
        "?a=b",
        "#top",
        "../a//b/./c",
        "1-555-123-4567",
        "mailto:a@example.com",
        "https://user@[2001:db8::1]:8443/p;v=1?q=/?#f",
        "http://[v1.a:b]/",
        "//registry_host:5000/a%2Fb",
        "urn:\u00e4\ud83d\ude00",
      })
  void theSourceIsAnyReference(String source) {
    assertThat(binary("ce-source", HeaderText.encode(source)).attribute("source"))
        .isEqualTo(source);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", ":a", "1a:b", "a%", "a%4", "%zz", "a#b#c", "<a>", "a|b", "a\\b", "{a}", "a[b]",
        "\u0080", "a\"b", "a^b", "`"
      })
  void whatIsNoReferenceIsNoSource(String source) {
    assertThatThrownBy(() -> binary("ce-source", HeaderText.encode(source)))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            invalid ->
                assertThat(invalid.error()).isEqualTo("event: the attribute source is malformed"));
  }

  /** However long it is: a pattern may take of the stack for each character. */
  @Test
  void aSourceMayBeLong() {
    for (String part : List.of("a", "/", "%41", ":", "\u00e4")) {
      String source = "x:" + part.repeat(60_000 / part.length());

      assertThat(binary("ce-source", HeaderText.encode(source)).attribute("source"))
          .isEqualTo(source);
    }
  }

  /**
   * JSON can say what no text has, and what could not be sent on: CloudEvents 1.0.2, "Type System".
   */
  @Test
  void halfOfACharacterIsNoAttribute() {
    assertThatThrownBy(() -> structured("\"custom\":\"a\\ud83d\""))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            invalid ->
                assertThat(invalid.error())
                    .isEqualTo("event: the attribute custom has half of a character"));
  }

  /** In structured form headers are but copies (HTTP binding, section 3.2.3). */
  @Test
  void headersBesideAStructuredEventDoNotCount() {
    ReceivedEvent event =
        messages.read(
            List.of(
                Map.entry("Content-Type", "application/cloudevents+json"),
                Map.entry("ce-id", "2"),
                Map.entry("ce-id", "3"),
                Map.entry("ce-subject", "%ff"),
                Map.entry("ce-no_name", "x")),
            body(""));

    assertThat(event.attributes())
        .isEqualTo(Map.of("specversion", "1.0", "id", "1", "source", "/s", "type", "t"));
  }

  @Test
  void whichOfTwoContentTypesCountsNobodyKnows() {
    assertThatThrownBy(
            () ->
                messages.read(
                    List.of(
                        Map.entry("content-type", "application/cloudevents+json"),
                        Map.entry("Content-Type", "application/json")),
                    body("")))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            invalid ->
                assertThat(invalid.error())
                    .isEqualTo("event: the attribute datacontenttype is given twice"));
  }

  /** HTTP binding, section 3: by what the content type begins with. */
  @ParameterizedTest
  @CsvSource({
    "application/cloudevents-batch+json, true",
    "Application/CloudEvents-Batch+JSON; charset=utf-8, true",
    "' application/cloudevents+avro', true",
    "application/cloudevents, true",
    "application/cloudevents+json, false",
    "application/cloudevents+json; charset=utf-8, false",
    "application/json, false",
    "text/application/cloudevents, false",
    ", false",
  })
  void otherFormsAreKnownByTheirType(String contentType, boolean isOther) {
    assertThat(EventMessages.isOtherForm(contentType)).isEqualTo(isOther);
  }

  @ParameterizedTest
  @CsvSource({
    "content-type, application/cloudevents+json, true",
    "Content-Type, Application/CloudEvents+Json;charset=utf-8, true",
    "content-type, application/cloudevents+jsonx, false",
    "content-type, application/cloudevents-batch+json, false",
    "content-type, application/json, false",
    "ce-id, 1, true",
    "Ce-Anything, '', true",
    "ce, 1, false",
    "x-ce-id, 1, false",
  })
  void anEventIsKnownByItsHeaders(String name, String value, boolean isEvent) {
    Set<Map.Entry<String, String>> headers = Map.of("Host", "localhost", name, value).entrySet();

    assertThat(EventMessages.isEvent(headers)).isEqualTo(isEvent);
  }

  /** Whatever is wrong, the cause names the attribute, and never its value. */
  @Test
  void aValueIsNotShown() {
    assertThatThrownBy(() -> binary("ce-source", "s3cr3t%20"))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            invalid -> {
              assertThat(invalid.error()).isEqualTo("event: the attribute source is malformed");
              assertThat(invalid).hasNoCause();
            });
  }

  private ReceivedEvent structured(String more) {
    return messages.read(
        Map.of("content-type", "application/cloudevents+json").entrySet(), body("," + more));
  }

  private ReceivedEvent binary(String header, String value) {
    Map<String, String> headers = new HashMap<>();
    headers.put("ce-specversion", "1.0");
    headers.put("ce-id", "1");
    headers.put("ce-source", "/s");
    headers.put("ce-type", "t");
    headers.put(header, value);
    return messages.read(headers.entrySet(), new byte[0]);
  }

  private static byte[] body(String more) {
    return ("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"" + more + "}")
        .getBytes(UTF_8);
  }

  private static String data(ReceivedEvent event) {
    return event.data() == null ? null : new String(event.data(), UTF_8);
  }
}
