package io.imagepeek.openapi;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An OpenAPI 3.1 document, whose parts are named by JSON pointers. Its schemas are compiled when
 * they are first asked for, once.
 *
 * <p>They are closed: what a client has to put up with, a field that is not described, is a mistake
 * here.
 */
public final class Description {

  /** Where it stands; a test holds that it is served as it is. */
  static final Path FILE = Path.of("src/main/resources-http/META-INF/openapi.yaml");

  static final String STRUCTURED = "application/cloudevents+json";

  /** How the names of headers begin that are attributes of a CloudEvent in binary form. */
  static final String ATTRIBUTE = "ce-";

  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String ADDRESS = "https://imagepeek.test/openapi";

  private final JsonNode tree;
  private final SchemaRegistry schemas;
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

  Description(JsonNode tree) {
    this.tree = tree;
    JsonNode closed = tree.deepCopy();
    close(closed);
    this.schemas =
        SchemaRegistry.withDialect(
            Dialects.getOpenApi31(),
            builder ->
                builder
                    .schemas(Map.of(ADDRESS, closed.toString()))
                    .schemaRegistryConfig(
                        SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
  }

  /** The published one. */
  public static JsonNode published() {
    try {
      return new ObjectMapper(new YAMLFactory()).readTree(Files.readString(FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(JsonNode node) {
    if (node.path("type").asText().equals("object")
        && node.has("properties")
        && !node.has("additionalProperties")) {
      ((ObjectNode) node).put("additionalProperties", false);
    }
    node.forEach(Description::close);
  }

  JsonNode tree() {
    return tree;
  }

  JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  /** The place of a part of another, behind the reference that may stand there. */
  Optional<String> part(String pointer, String... names) {
    StringBuilder path = new StringBuilder(pointer);
    for (String name : names) {
      path.append('/').append(name.replace("~", "~0").replace("/", "~1"));
    }
    JsonNode part = at(path.toString());
    if (part.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(
        part.has("$ref") ? part.get("$ref").textValue().substring(1) : path.toString());
  }

  /** What is wrong with a value by the schema that is there. */
  List<String> mistakes(String schema, JsonNode value) {
    return compiled
        .computeIfAbsent(
            schema, pointer -> schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + pointer)))
        .validate(value)
        .stream()
        .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
        .toList();
  }
}
