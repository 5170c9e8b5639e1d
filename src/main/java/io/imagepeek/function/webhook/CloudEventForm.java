package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.json.JsonErrors;
import io.imagepeek.json.JsonField;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The two forms that a CloudEvent has over HTTP: with its attributes beside its data, and with them
 * in headers (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 * Protocol Binding</a>, 3.1 and 3.2). Sources document one of them, and a proxy between may turn it
 * into the other.
 */
final class CloudEventForm {

  private static final String HEADER_PREFIX = "ce-";
  private static final String SPEC_VERSION = "specversion";
  private static final String DATA = "data";
  private static final List<String> NEEDED = List.of(SPEC_VERSION, "type");
  private static final List<String> OTHERS = List.of("id", "source", "time");

  private CloudEventForm() {}

  /** An event whose attributes are in headers, in the form that has them beside its data. */
  static Optional<JsonNode> structured(JsonNode data, Function<String, @Nullable String> headers) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    NEEDED.forEach(name -> copy(name, headers, event));
    if (event.size() < NEEDED.size()) {
      return Optional.empty();
    }
    OTHERS.forEach(name -> copy(name, headers, event));
    event.set(DATA, data);
    return Optional.of(event);
  }

  /**
   * The same events with their data unpacked where they are JSON in base64, as a forwarder may
   * write them. Data that cannot be unpacked stay as they are, and their fields count as missing.
   *
   * @param json parses it; fails as {@link InvalidInspectParameters}
   */
  static JsonNode unpacked(JsonNode body, Function<byte[], JsonNode> json) {
    if (body instanceof ArrayNode several) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode(several.size());
      several.forEach(one -> all.add(unpackedEvent(one, json)));
      return all;
    }
    return unpackedEvent(body, json);
  }

  private static JsonNode unpackedEvent(JsonNode body, Function<byte[], JsonNode> json) {
    JsonNode packed = body.path("data_base64");
    if (!(body instanceof ObjectNode event)
        || !event.has(SPEC_VERSION)
        || !packed.isTextual()
        || event.hasNonNull(DATA)) {
      return body;
    }
    try {
      JsonNode data = json.apply(Base64.getDecoder().decode(packed.textValue()));
      ObjectNode unpacked = JsonNodeFactory.instance.objectNode();
      unpacked.setAll(event);
      unpacked.set(DATA, data);
      return unpacked;
    } catch (IllegalArgumentException | InvalidInspectParameters malformed) {
      return body;
    }
  }

  /** The data of an event that is not itself a push event: a forwarded push event, perhaps. */
  static Optional<JsonField> forwarded(JsonNode body) {
    return Optional.of(JsonField.root(body, JsonErrors.INVALID_REQUEST))
        .filter(event -> event.node().has(SPEC_VERSION))
        .map(event -> event.get(DATA))
        .filter(data -> data.node().isObject());
  }

  private static void copy(
      String name, Function<String, @Nullable String> headers, ObjectNode event) {
    String value = headers.apply(HEADER_PREFIX + name);
    if (value != null) {
      event.put(name, value);
    }
  }
}
