package io.imagepeek.function.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.registry.cloud.AwsPartitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the samples of push events, whole or changed in one place. */
final class PushEvents {

  static final Path FOLDER = Path.of("src/test/resources/events");
  static final int LIMIT = 5;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PACKED = "message.data";

  private PushEvents() {}

  static PushEventReader reader() {
    return reader(Map.of());
  }

  static PushEventReader reader(Map<String, String> hosts) {
    return new PushEventReader(hosts, LIMIT, AwsPartitions::domain, PushEvents::parseBytes);
  }

  static JsonNode sample(String name) {
    try {
      return JSON.readTree(Files.readAllBytes(FOLDER.resolve(name + ".json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The sample with some JSON at a path, or without that field if the JSON is empty. */
  static JsonNode changed(String name, String path, String json) {
    JsonNode body = sample(name);
    if (path.startsWith(PACKED + ".")) {
      ObjectNode message = (ObjectNode) body.get("message");
      byte[] packed = Base64.getDecoder().decode(message.get("data").textValue());
      JsonNode data = parseBytes(packed);
      set(data, path.substring(PACKED.length() + 1), json);
      message.put("data", Base64.getEncoder().encodeToString(data.toString().getBytes(UTF_8)));
    } else {
      set(body, path, json);
    }
    return body;
  }

  static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** As the endpoint parses: malformed JSON is an error of the request. */
  static JsonNode parseBytes(byte[] json) {
    try {
      return JSON.readTree(json);
    } catch (IOException malformed) {
      throw new InvalidInspectParameters("request: malformed JSON");
    }
  }

  static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  static List<String> names(JsonNode body) {
    return names(reader().read(body));
  }

  static List<String> names(PushEvent event) {
    return event.pushed().stream().map(PushedImage::imageName).toList();
  }

  static String error(JsonNode body) {
    return error(body, name -> null);
  }

  /** The error of the push event, or of its only wrong entry. */
  static String error(JsonNode body, Function<String, String> headers) {
    PushEvent event;
    try {
      event = reader().read(body, headers);
    } catch (InvalidInspectParameters wrong) {
      return wrong.error();
    }
    assertThat(event.refused()).hasSize(1);
    return event.refused().get(0).error();
  }

  /** A push event without errors. */
  static PushEvent event(WebhookSource source, List<PushedImage> pushed) {
    return new PushEvent(source, pushed, List.of(), Optional.empty());
  }

  private static void set(JsonNode root, String path, String json) {
    JsonNode parent = root;
    String[] steps =
        path.replace("[", ".").replace("]", "").replaceFirst("^\\.", "").split("\\.", -1);
    for (int i = 0; i < steps.length - 1; i++) {
      parent = parent.isArray() ? parent.get(Integer.parseInt(steps[i])) : parent.get(steps[i]);
    }
    String last = steps[steps.length - 1];
    if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(last), parse(json));
    } else if (json.isEmpty()) {
      ((ObjectNode) parent).remove(last);
    } else {
      ((ObjectNode) parent).set(last, parse(json));
    }
  }
}
