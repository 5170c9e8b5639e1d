package io.imagepeek.function.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The two forms that a CloudEvent has over HTTP: with its attributes beside its data, and with them
 * in headers (<a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
 * Protocol Binding</a>, 3.1 and 3.2). Senders document one of them, and what stands between may
 * turn it into the other.
 */
final class CloudEventForm {

  private static final String HEADER_PREFIX = "ce-";
  private static final String SPEC_VERSION = "specversion";
  private static final String DATA = "data";
  private static final List<String> NEEDED = List.of(SPEC_VERSION, "type");
  private static final List<String> OTHERS = List.of("id", "source", "time");

  private CloudEventForm() {}

  /** An event whose attributes are in headers, as one that has them inside. */
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
   * The same events with their data unpacked where they are JSON in base64, as whoever forwards an
   * event may write them. What cannot be unpacked stays, and is missing to who wants it.
   *
   * @param json parses it; fails as {@link InvalidInspectParameters}
   */
  static JsonNode unpacked(JsonNode body, Function<byte[], JsonNode> json) {
    if (body instanceof ArrayNode several) {
      ArrayNode all = JsonNodeFactory.instance.arrayNode(several.size());
      several.forEach(one -> all.add(alone(one, json)));
      return all;
    }
    return alone(body, json);
  }

  private static JsonNode alone(JsonNode body, Function<byte[], JsonNode> json) {
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
    } catch (IllegalArgumentException | InvalidInspectParameters noJson) {
      return body;
    }
  }

  /** What an event brings that is not itself a notice: another's, as it is forwarded. */
  static Optional<PayloadField> forwarded(JsonNode body) {
    return Optional.of(PayloadField.root(body))
        .filter(event -> event.node().has(SPEC_VERSION))
        .map(event -> event.in(DATA))
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
