package io.imagepeek.deploy;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The YAML documents below deploy/, as trees; of a tagged value, such as {@code !Ref X}, the X. */
final class DeployedYaml {

  static final Path KNATIVE = Path.of("deploy/knative");
  static final Path KUBERNETES = Path.of("deploy/kubernetes");
  static final Path LAMBDA = Path.of("deploy/lambda/template.yaml");

  private static final YAMLMapper MAPPER =
      new YAMLMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private DeployedYaml() {}

  /** All documents of a file. */
  static List<JsonNode> documents(Path file) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (MappingIterator<JsonNode> values =
        MAPPER.readerFor(JsonNode.class).readValues(file.toFile())) {
      values.forEachRemaining(documents::add);
    }
    return documents;
  }

  /** The one document of a file. */
  static JsonNode document(Path file) throws IOException {
    List<JsonNode> documents = documents(file);
    if (documents.size() != 1) {
      throw new AssertionError(file + " has " + documents.size() + " documents");
    }
    return documents.get(0);
  }

  /** The objects for a cluster: all that a directory has but what only kustomize reads. */
  static List<JsonNode> clusterObjects(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.endsWith("kustomization.yaml"))
          .sorted()
          .flatMap(
              file -> {
                try {
                  return documents(file).stream();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }

  /** The object for a cluster of this kind and name. */
  static JsonNode clusterObject(Path directory, String kind, String name) throws IOException {
    return clusterObjects(directory).stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.path("metadata").path("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }
}
