package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CloudEvents as HTTP messages: structured, with all in the body, or binary, with headers. */
public final class EventMessages {

  /** The content type of an event in structured form. */
  public static final String STRUCTURED = JsonFormat.CONTENT_TYPE;

  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String CONTENT_TYPE = "content-type";
  private static final String ATTRIBUTE = "ce-";
  private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

  private final RequestReader json;
  private final JsonFormat format = new JsonFormat();

  /**
   * @param json reads bodies, as strictly as those of other requests
   */
  public EventMessages(RequestReader json) {
    this.json = json;
    // The library finds it by its name otherwise.
    EventFormatProvider.getInstance().registerFormat(format);
  }

  /**
   * A message, ready to be sent.
   *
   * @param headers by name
   * @param body JSON
   */
  public record Message(Map<String, String> headers, String body) {}

  /** Whether the headers are those of a single event, be it a good one or not. */
  public static boolean isEvent(Iterable<Map.Entry<String, String>> headers) {
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(ATTRIBUTE)
          || (name.equals(CONTENT_TYPE) && isStructured(header.getValue()))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a content type is that of an event in structured form. */
  public static boolean isStructured(@Nullable String contentType) {
    return contentType != null && contentType.toLowerCase(Locale.ROOT).startsWith(STRUCTURED);
  }

  /**
   * The event in a message.
   *
   * @throws InvalidInspectParameters if it is none, naming the attribute that is wrong
   */
  public CloudEvent read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
    Map<String, String> known = known(headers);
    if (isStructured(known.get(CONTENT_TYPE))) {
      JsonNode event = json.parse(body);
      REQUIRED.forEach(name -> require(name, event.path(name).asText("")));
    } else {
      REQUIRED.forEach(name -> require(name, known.getOrDefault(ATTRIBUTE + name, "")));
    }
    try {
      return HttpMessageFactory.createReader(known, body).toEvent();
    } catch (CloudEventRWException | IllegalArgumentException | IllegalStateException malformed) {
      throw malformed(malformed);
    }
  }

  private static Map<String, String> known(Iterable<Map.Entry<String, String>> headers) {
    Map<String, String> known = new LinkedHashMap<>();
    headers.forEach(
        header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          if (name.equals(CONTENT_TYPE)) {
            known.put(name, header.getValue());
          } else if (name.startsWith(ATTRIBUTE)) {
            String value = HeaderText.decode(header.getValue());
            if (known.putIfAbsent(name, value) != null) {
              throw new InvalidInspectParameters("event: " + shown(name) + " is given twice");
            }
          }
        });
    return known;
  }

  private static void require(String name, String value) {
    if (value.isEmpty()) {
      throw new InvalidInspectParameters("event: the attribute " + name + " is missing");
    }
    if (name.equals("specversion") && !value.equals(SpecVersion.V1.toString())) {
      throw new InvalidInspectParameters("event: the specversion must be 1.0");
    }
  }

  /** What the library says may quote the data, and with it a password: its kind alone is told. */
  private static InvalidInspectParameters malformed(RuntimeException failure) {
    String kind =
        failure instanceof CloudEventRWException known
            ? " (" + known.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + ")"
            : "";
    return new InvalidInspectParameters("event: is no well-formed CloudEvent 1.0" + kind);
  }

  private static String shown(String headerName) {
    String cut = headerName.substring(0, Math.min(headerName.length(), 64));
    return cut.replaceAll("[^\\x21-\\x7e]", "?");
  }

  /** An event in binary form. */
  public Message binary(CloudEvent event) {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder();
    HttpMessageFactory.createWriter(
            (name, value) ->
                headers.put(name, name.startsWith(ATTRIBUTE) ? HeaderText.encode(value) : value),
            bytes -> body.append(new String(bytes, UTF_8)))
        .writeBinary(event);
    return new Message(headers, body.toString());
  }

  /** An event in structured form. */
  public Message structured(CloudEvent event) {
    return new Message(Map.of(CONTENT_TYPE, STRUCTURED), text(event));
  }

  /** Several events in one message: CloudEvents JSON batch format. */
  public Message batch(List<CloudEvent> events) {
    String array = events.stream().map(this::text).collect(Collectors.joining(",", "[", "]"));
    return new Message(Map.of(CONTENT_TYPE, BATCH), array);
  }

  private String text(CloudEvent event) {
    return new String(format.serialize(event), UTF_8);
  }
}
