package io.imagepeek.function.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.function.http.RawHttp.Answer;
import io.imagepeek.function.http.TestEvent.Form;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sends events byte for byte, and reads what comes back without decoding it. */
final class EventWire {

  private EventWire() {}

  /**
   * The request.
   *
   * @param more header lines, each with its end
   */
  static String request(TestEvent event, Form form, String more) {
    StringBuilder headers = new StringBuilder(more);
    boolean binary = form == Form.BINARY;
    if (binary) {
      event.attributes().forEach((name, value) -> headers.append(line("ce-" + name, value)));
    }
    headers.append(line("Content-Type", binary ? "application/json" : TestEvent.STRUCTURED));
    return RawHttp.request(
        "POST /", ascii(binary ? event.data() : event.structured()), headers.toString().strip());
  }

  static Answer send(TestEvent event, Form form, String more) throws IOException {
    return RawHttp.exchange(RestAssured.port, request(event, form, more));
  }

  /** The event that was answered. */
  static TestEvent exchange(TestEvent event, Form form, String more) {
    Answer answer;
    try {
      answer = send(event, form, more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    if (form == Form.STRUCTURED) {
      return TestEvent.of(TestEvent.parse(answer.body()));
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    answer
        .headers()
        .forEach(
            (name, value) -> {
              if (name.startsWith("ce-")) {
                attributes.put(name.substring(3), value);
              }
            });
    return new TestEvent(attributes, answer.body());
  }

  private static String line(String name, String value) {
    return name + ": " + value + "\r\n";
  }

  /** The same JSON in ASCII, so that a character is a byte. */
  private static String ascii(String json) {
    StringBuilder text = new StringBuilder();
    json.chars()
        .forEach(c -> text.append(c < 0x80 ? String.valueOf((char) c) : "\\u%04x".formatted(c)));
    return text.toString();
  }
}
