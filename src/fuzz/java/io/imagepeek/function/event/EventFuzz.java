package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An HTTP message: headers as {@code name: value}, an empty line, a body. */
public final class EventFuzz {

  private static final RequestReader JSON = new RequestReader();
  private static final EventMessages MESSAGES = new EventMessages(JSON);

  /** What an event of ours has of its own, or not at all. */
  private static final Set<String> NOT_SENT =
      Set.of("source", "time", "dataschema", "datacontenttype");

  private static final Set<String> STANDARD = SpecVersion.V1.getAllAttributes();

  private EventFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Event", EventFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    int at = 0;
    while (at < data.length) {
      int end = at;
      while (end < data.length && data[end] != '\n') {
        end++;
      }
      String line = new String(data, at, end - at, UTF_8);
      at = Math.min(end + 1, data.length);
      if (line.isEmpty()) {
        break;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.add(Map.entry(line.substring(0, colon), line.substring(colon + 1).strip()));
      }
    }
    check(headers, Arrays.copyOfRange(data, at, data.length));
    headers.forEach(header -> checkText(header.getValue()));
  }

  private static void check(List<Map.Entry<String, String>> headers, byte[] body) {
    ReceivedEvent event;
    try {
      event = MESSAGES.read(headers, body);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.that(
        !event.id().isEmpty()
            && !event.type().isEmpty()
            && UriSyntax.isReference(String.valueOf(event.attribute("source"))),
        "an event has all that it needs");
    CloudEvent sent = sent(event);
    EventMessages.Message binary = MESSAGES.binary(sent);
    ReceivedEvent again = MESSAGES.read(binary.headers().entrySet(), data(event));
    sameAttributes(event, again);
    if (!isWithJson(event)) {
      return;
    }
    EventMessages.Message structured = MESSAGES.structured(sent);
    sameAttributes(
        event, MESSAGES.read(structured.headers().entrySet(), structured.body().getBytes(UTF_8)));
  }

  /** An event of ours with all that came as text: what may be told of a cause, and more. */
  private static CloudEvent sent(ReceivedEvent event) {
    CloudEventBuilder sent =
        CloudEventBuilder.v1()
            .withId(event.id())
            .withSource(URI.create("/s"))
            .withType(event.type())
            .withSubject(event.attribute("subject"));
    event.attributes().entrySet().stream()
        .filter(attribute -> !STANDARD.contains(attribute.getKey()))
        .forEach(attribute -> sent.withExtension(attribute.getKey(), attribute.getValue()));
    return (event.data() == null ? sent : sent.withData(event.data())).build();
  }

  /** What stands in a structured event as it is, and is all that is ever written there. */
  private static boolean isWithJson(ReceivedEvent event) {
    byte[] data = data(event);
    try {
      // Nor does anything stand before it, as a byte order mark would.
      return event.data() == null
          || (JSON.parse(data).isContainerNode() && (data[0] == '{' || data[0] == '['));
    } catch (InvalidInspectParameters malformed) {
      return false;
    }
  }

  private static byte[] data(ReceivedEvent event) {
    return event.data() == null ? new byte[0] : event.data();
  }

  private static void sameAttributes(ReceivedEvent one, ReceivedEvent other) {
    Expect.same(kept(one), kept(other), "attributes stay");
  }

  private static Map<String, String> kept(ReceivedEvent event) {
    Map<String, String> kept = new HashMap<>(event.attributes());
    kept.keySet().removeAll(NOT_SENT);
    return kept;
  }

  /** What can be written at all is read as it was. */
  private static void checkText(String value) {
    String header = HeaderText.encode(value);
    Expect.that(
        header.chars().allMatch(c -> c > ' ' && c < 0x7f), "a header is visible ASCII: " + header);
    try {
      Expect.same(value, HeaderText.decode(header), "a text is what its header says");
      boolean hasBytes = value.chars().anyMatch(c -> c >= 0x80 && c <= 0xff);
      if (value.indexOf('%') < 0 && !value.startsWith("\"") && !hasBytes) {
        Expect.same(
            value + "%", HeaderText.decode(value + "%25"), "one escape changes nothing else");
      }
    } catch (CharacterCodingException impossible) {
      throw new AssertionError("what was encoded is UTF-8", impossible);
    }
  }
}
