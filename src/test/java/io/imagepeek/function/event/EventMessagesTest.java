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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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
      CloudEvent read = messages.read(message.headers().entrySet(), message.body().getBytes(UTF_8));

      assertThat(read.getId()).isEqualTo(event.getId());
      assertThat(read.getSource()).isEqualTo(event.getSource());
      assertThat(read.getType()).isEqualTo(event.getType());
      assertThat(read.getSubject()).isEqualTo(event.getSubject());
      assertThat(read.getTime()).isEqualTo(event.getTime());
      assertThat(read.getDataSchema()).isEqualTo(event.getDataSchema());
      assertThat(read.getDataContentType()).isEqualTo(event.getDataContentType());
      assertThat(read.getExtensionNames()).isEqualTo(event.getExtensionNames());
      for (String extension : event.getExtensionNames()) {
        assertThat(read.getExtension(extension)).isEqualTo(event.getExtension(extension));
      }
      assertThat(data(read)).isEqualTo(data(event));
    }
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
      })
  void theDataOfAStructuredEventAreRead(String data, String expected) {
    assertThat(data(structured(data))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "-7, -7", "2147483647, 2147483647", "'\"x y\"', x y", "'\"\"', ''"})
  void extensionsAreTexts(String json, String text) {
    assertThat(structured("\"custom\":" + json).getExtension("custom")).isEqualTo(text);
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
    CloudEvent event =
        messages.read(
            Map.of("Content-Type", "application/cloudevents+json", "ce-id", "2").entrySet(),
            body(""));

    assertThat(event.getId()).isEqualTo("1");
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
    assertThatThrownBy(() -> structured("\"time\":\"s3cr3t\""))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            invalid -> {
              assertThat(invalid.error()).isEqualTo("event: the attribute time is malformed");
              assertThat(invalid).hasNoCause();
            });
  }

  private CloudEvent structured(String more) {
    return messages.read(
        Map.of("content-type", "application/cloudevents+json").entrySet(), body("," + more));
  }

  private static byte[] body(String more) {
    return ("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\"" + more + "}")
        .getBytes(UTF_8);
  }

  private static String data(CloudEvent event) {
    return event.getData() == null ? null : new String(event.getData().toBytes(), UTF_8);
  }
}
