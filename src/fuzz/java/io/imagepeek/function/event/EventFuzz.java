package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cloudevents.CloudEvent;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An HTTP message: headers as {@code name: value}, an empty line, a body. */
public final class EventFuzz {

  private static final RequestReader JSON = new RequestReader();
  private static final EventMessages MESSAGES = new EventMessages(JSON);

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
    CloudEvent event;
    try {
      event = MESSAGES.read(headers, body);
    } catch (InvalidInspectParameters refused) {
      Expect.namesField(refused);
      return;
    }
    Expect.that(
        !event.getId().isEmpty() && !event.getType().isEmpty() && event.getSource() != null,
        "an event has all that it needs");
    EventMessages.Message binary = MESSAGES.binary(event);
    CloudEvent again = MESSAGES.read(binary.headers().entrySet(), body(event));
    sameAttributes(event, again);
    if (!isWithJson(event)) {
      return;
    }
    EventMessages.Message structured = MESSAGES.structured(event);
    sameAttributes(
        event, MESSAGES.read(structured.headers().entrySet(), structured.body().getBytes(UTF_8)));
  }

  /** What stands in a structured event as it is, and is all that is ever written there. */
  private static boolean isWithJson(CloudEvent event) {
    byte[] data = body(event);
    try {
      // Nor does anything stand before it, as a byte order mark would.
      return event.getData() == null
          || (JSON.parse(data).isContainerNode() && (data[0] == '{' || data[0] == '['));
    } catch (InvalidInspectParameters malformed) {
      return false;
    }
  }

  private static byte[] body(CloudEvent event) {
    return event.getData() == null ? new byte[0] : event.getData().toBytes();
  }

  private static void sameAttributes(CloudEvent one, CloudEvent other) {
    Expect.same(one.getAttributeNames(), other.getAttributeNames(), "attributes stay");
    for (String name : one.getAttributeNames()) {
      Expect.same(one.getAttribute(name), other.getAttribute(name), "attribute " + name + " stays");
    }
    Expect.same(one.getExtensionNames(), other.getExtensionNames(), "extensions stay");
    for (String name : one.getExtensionNames()) {
      Expect.same(
          String.valueOf(one.getExtension(name)),
          String.valueOf(other.getExtension(name)),
          "extension " + name + " stays");
    }
  }

  /** What can be written at all is read as it was. */
  private static void checkText(String value) {
    String header = HeaderText.encode(value);
    Expect.that(
        header.chars().allMatch(c -> c > ' ' && c < 0x7f), "a header is visible ASCII: " + header);
    try {
      Expect.same(value, HeaderText.decode(header), "a text is what its header says");
      if (value.indexOf('%') < 0 && !value.startsWith("\"")) {
        Expect.same(
            value + "%", HeaderText.decode(value + "%25"), "one escape changes nothing else");
      }
    } catch (CharacterCodingException impossible) {
      throw new AssertionError("what was encoded is UTF-8", impossible);
    }
  }
}
