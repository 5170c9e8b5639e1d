package io.imagepeek.function.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
  private static final List<String> NEEDED = List.of("specversion", "type");
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
    event.set("data", data);
    return Optional.of(event);
  }

  private static void copy(
      String name, Function<String, @Nullable String> headers, ObjectNode event) {
    String value = headers.apply(HEADER_PREFIX + name);
    if (value != null) {
      event.put(name, value);
    }
  }
}
