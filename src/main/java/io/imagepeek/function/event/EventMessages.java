package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.rw.CloudEventRWException;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.function.RequestReader;
import io.imagepeek.image.Quoted;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CloudEvents as HTTP messages: structured, with all in the body, or binary, with headers. */
public final class EventMessages {

  /** The content type of an event in structured form. */
  public static final String STRUCTURED = JsonFormat.CONTENT_TYPE;

  private static final String BATCH = "application/cloudevents-batch+json";
  private static final String CONTENT_TYPE = "content-type";
  private static final String ATTRIBUTE = "ce-";

  private static final String SPEC_VERSION = "specversion";
  private static final String DATA_CONTENT_TYPE = "datacontenttype";
  private static final List<String> REQUIRED = List.of(SPEC_VERSION, "id", "source", "type");
  private static final Set<String> STANDARD =
      Set.of(
          SPEC_VERSION, "id", "source", "type", DATA_CONTENT_TYPE, "dataschema", "subject", "time");

  /** What stands beside the attributes in structured form. */
  private static final Set<String> DATA = Set.of("data", "data_base64");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

  private final RequestReader json;
  private final JsonFormat format = new JsonFormat();

  /**
   * @param json reads bodies, as strictly as those of other requests
   */
  public EventMessages(RequestReader json) {
    this.json = json;
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
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(STRUCTURED);
  }

  /**
   * The event in a message.
   *
   * @throws InvalidInspectParameters if it is none, naming the attribute that is wrong; what its
   *     value is, is not told, since it may be a secret
   */
  public CloudEvent read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
    Map<String, String> known = known(headers);
    return isStructured(known.get(DATA_CONTENT_TYPE)) ? structured(body) : binary(known, body);
  }

  /** The attributes that the headers are, by their names. */
  private static Map<String, String> known(Iterable<Map.Entry<String, String>> headers) {
    Map<String, String> known = new LinkedHashMap<>();
    headers.forEach(
        header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          boolean isAttribute = name.startsWith(ATTRIBUTE);
          if (isAttribute || name.equals(CONTENT_TYPE)) {
            String attribute = isAttribute ? name.substring(ATTRIBUTE.length()) : DATA_CONTENT_TYPE;
            String value = isAttribute ? decoded(attribute, header.getValue()) : header.getValue();
            if (known.putIfAbsent(attribute, value) != null) {
              throw wrong(attribute, "is given twice");
            }
          }
        });
    return known;
  }

  private static String decoded(String attribute, String header) {
    try {
      return HeaderText.decode(header);
    } catch (CharacterCodingException notUtf8) {
      throw wrong(attribute, "is not UTF-8");
    }
  }

  private static CloudEvent binary(Map<String, String> attributes, byte[] body) {
    CloudEventBuilder event = withAttributes(attributes);
    return (body.length == 0 ? event : event.withData(body)).build();
  }

  private CloudEvent structured(byte[] body) {
    JsonNode tree = json.parse(body);
    Map<String, String> attributes = new LinkedHashMap<>();
    tree.properties().stream()
        .filter(field -> !DATA.contains(field.getKey()) && !field.getValue().isNull())
        .forEach(field -> attributes.put(field.getKey(), text(field.getKey(), field.getValue())));
    CloudEventBuilder event = withAttributes(attributes);
    if (tree.has("data") && tree.has("data_base64")) {
      throw new InvalidInspectParameters("event: has both data and data_base64");
    }
    if (tree.hasNonNull("data_base64")) {
      event.withData(unpacked(tree.get("data_base64")));
    } else if (tree.has("data")) {
      event.withData(tree.get("data").toString().getBytes(UTF_8));
    }
    return event.build();
  }

  private static byte[] unpacked(JsonNode data) {
    try {
      if (data.isTextual()) {
        return Base64.getDecoder().decode(data.textValue());
      }
    } catch (IllegalArgumentException malformed) {
      // Told below.
    }
    throw new InvalidInspectParameters("event: data_base64 is not base64");
  }

  /** CloudEvents 1.0.2, section "Type System": those of its types that JSON has. */
  private static String text(String attribute, JsonNode value) {
    boolean isExtension = !STANDARD.contains(attribute);
    if (value.isTextual() || (isExtension && (value.isBoolean() || value.isInt()))) {
      return value.asText();
    }
    throw wrong(
        attribute, isExtension ? "must be a string, a boolean or an integer" : "must be a string");
  }

  private static CloudEventBuilder withAttributes(Map<String, String> attributes) {
    for (String name : REQUIRED) {
      if (attributes.getOrDefault(name, "").isEmpty()) {
        throw wrong(name, "is missing");
      }
    }
    if (!SpecVersion.V1.toString().equals(attributes.get(SPEC_VERSION))) {
      throw wrong(SPEC_VERSION, "must be 1.0");
    }
    CloudEventBuilder event = CloudEventBuilder.v1();
    attributes.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || DATA.contains(name)) {
            throw wrong(name, "has no valid name");
          }
          if (!UTF_8.newEncoder().canEncode(value)) {
            throw wrong(name, "has half of a character");
          }
          try {
            if (!name.equals(SPEC_VERSION)) {
              event.withContextAttribute(name, value);
            }
          } catch (CloudEventRWException malformed) {
            throw wrong(name, "is malformed");
          }
        });
    return event;
  }

  private static InvalidInspectParameters wrong(String attribute, String problem) {
    return new InvalidInspectParameters(
        "event: the attribute " + Quoted.text(attribute) + " " + problem);
  }

  /** An event in binary form. */
  public Message binary(CloudEvent event) {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder();
    HttpMessageFactory.createWriter(
            (name, value) ->
                headers.put(name, name.startsWith(ATTRIBUTE) ? HeaderText.encode(value) : value),
            // The SDK hands on null where an event has no data.
            bytes -> body.append(bytes == null ? "" : new String(bytes, UTF_8)))
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
