package io.imagepeek.function.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.SpecVersion;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
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

/**
 * CloudEvents as HTTP messages (CloudEvents HTTP protocol binding): in structured mode the event is
 * the body, in binary mode its attributes are headers.
 */
public final class EventMessages {

  /** The content type of an event in structured mode. */
  public static final String STRUCTURED = JsonFormat.CONTENT_TYPE;

  /** The error of an event in another mode. */
  public static final String FORMS =
      "send one event, as "
          + STRUCTURED
          + " or with its attributes in headers; batches and other formats are not taken";

  private static final String BATCH = "application/cloudevents-batch+json";

  /** The prefix of the content types of all event formats. */
  private static final String ANY_FORM = "application/cloudevents";

  private static final String CONTENT_TYPE = "content-type";
  private static final String ATTRIBUTE = "ce-";

  private static final String SPEC_VERSION = "specversion";
  private static final String SOURCE = "source";
  private static final String DATA_CONTENT_TYPE = "datacontenttype";
  private static final List<String> REQUIRED = List.of(SPEC_VERSION, "id", SOURCE, "type");

  /** Attributes that are used here must be strings; the others may have any value. */
  private static final Set<String> USED =
      Set.of(SPEC_VERSION, "id", SOURCE, "type", DATA_CONTENT_TYPE);

  private static final String PLAIN = "data";
  private static final String PACKED = "data_base64";

  /** The members beside the attributes in structured mode. */
  private static final Set<String> DATA = Set.of(PLAIN, PACKED);

  private static final Pattern NAME = Pattern.compile("[a-z0-9]+");

  private final RequestReader json;
  private final JsonFormat format = new JsonFormat();

  /**
   * @param json parses bodies, as strictly as those of other requests
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

  /** Whether the headers are those of a single event, valid or not. */
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

  /** Whether a content type is that of an event in structured mode. */
  public static boolean isStructured(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return type.strip().toLowerCase(Locale.ROOT).equals(STRUCTURED);
  }

  /** Whether a content type is that of events in a format that is not taken, as a batch is. */
  public static boolean isOtherForm(@Nullable String contentType) {
    return contentType != null
        && contentType.strip().toLowerCase(Locale.ROOT).startsWith(ANY_FORM)
        && !isStructured(contentType);
  }

  /**
   * The event in a message.
   *
   * @throws InvalidInspectParameters if it is not an event. It names the wrong attribute but not
   *     its value, which may be a secret
   */
  public ReceivedEvent read(Iterable<Map.Entry<String, String>> headers, byte[] body) {
    // In structured mode the other headers are at most copies (HTTP binding, section 3.2.3).
    return isStructured(contentType(headers))
        ? structured(body)
        : new ReceivedEvent(checked(inHeaders(headers)), body.length == 0 ? null : body);
  }

  private static @Nullable String contentType(Iterable<Map.Entry<String, String>> headers) {
    String type = null;
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(CONTENT_TYPE)) {
        if (type != null) {
          throw wrong(DATA_CONTENT_TYPE, "is given twice");
        }
        type = header.getValue();
      }
    }
    return type;
  }

  /** The attributes in the headers, by name. */
  private static Map<String, String> inHeaders(Iterable<Map.Entry<String, String>> headers) {
    Map<String, String> attributes = new LinkedHashMap<>();
    headers.forEach(
        header -> {
          String name = header.getKey().toLowerCase(Locale.ROOT);
          boolean isAttribute = name.startsWith(ATTRIBUTE);
          if (isAttribute || name.equals(CONTENT_TYPE)) {
            String attribute = isAttribute ? name.substring(ATTRIBUTE.length()) : DATA_CONTENT_TYPE;
            String value = isAttribute ? decoded(attribute, header.getValue()) : header.getValue();
            if (attributes.putIfAbsent(attribute, value) != null) {
              throw wrong(attribute, "is given twice");
            }
          }
        });
    return attributes;
  }

  private static String decoded(String attribute, String header) {
    try {
      return HeaderText.decode(header);
    } catch (CharacterCodingException notUtf8) {
      throw wrong(attribute, "is not UTF-8");
    }
  }

  private ReceivedEvent structured(byte[] body) {
    JsonNode tree = json.parse(body);
    Map<String, String> attributes = new LinkedHashMap<>();
    tree.properties().stream()
        .filter(field -> !DATA.contains(field.getKey()) && !field.getValue().isNull())
        .forEach(field -> attributes.put(field.getKey(), text(field.getKey(), field.getValue())));
    return new ReceivedEvent(checked(attributes), data(tree));
  }

  /** Of data and data_base64, one may be null if the other is there. */
  private static byte @Nullable [] data(JsonNode tree) {
    if (tree.hasNonNull(PACKED)) {
      if (tree.hasNonNull(PLAIN)) {
        throw new InvalidInspectParameters("event: has both data and data_base64");
      }
      return unpacked(tree.get(PACKED));
    }
    return tree.has(PLAIN) ? tree.get(PLAIN).toString().getBytes(UTF_8) : null;
  }

  private static byte[] unpacked(JsonNode data) {
    try {
      if (data.isTextual()) {
        return Base64.getDecoder().decode(data.textValue());
      }
    } catch (IllegalArgumentException malformed) {
      // Reported below.
    }
    throw new InvalidInspectParameters("event: data_base64 is not base64");
  }

  /** An extension may have any JSON for its value: JSON format, section 2.2. */
  private static String text(String attribute, JsonNode value) {
    if (value.isTextual()) {
      return value.textValue();
    }
    if (USED.contains(attribute)) {
      throw wrong(attribute, "must be a string");
    }
    return value.toString();
  }

  private static Map<String, String> checked(Map<String, String> attributes) {
    for (String name : REQUIRED) {
      if (attributes.getOrDefault(name, "").isEmpty()) {
        throw wrong(name, "is missing");
      }
    }
    if (!SpecVersion.V1.toString().equals(attributes.get(SPEC_VERSION))) {
      throw wrong(SPEC_VERSION, "must be 1.0");
    }
    attributes.forEach(
        (name, value) -> {
          if (!NAME.matcher(name).matches() || DATA.contains(name)) {
            throw wrong(name, "has no valid name");
          }
          if (!UTF_8.newEncoder().canEncode(value)) {
            throw wrong(name, "has half of a character");
          }
        });
    if (!UriSyntax.isReference(attributes.getOrDefault(SOURCE, ""))) {
      throw wrong(SOURCE, "is malformed");
    }
    return attributes;
  }

  private static InvalidInspectParameters wrong(String attribute, String problem) {
    return new InvalidInspectParameters(
        "event: the attribute " + Quoted.text(attribute) + " " + problem);
  }

  /** An event in binary mode. */
  public Message binary(CloudEvent event) {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder body = new StringBuilder();
    HttpMessageFactory.createWriter(
            (name, value) ->
                headers.put(name, name.startsWith(ATTRIBUTE) ? HeaderText.encode(value) : value),
            // The SDK passes null if an event has no data.
            bytes -> body.append(bytes == null ? "" : new String(bytes, UTF_8)))
        .writeBinary(event);
    return new Message(headers, body.toString());
  }

  /** An event in structured mode. */
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
