package io.imagepeek.artifact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the build hands to native-image: the jars that an executable is made of, and what they
 * declare to be found by reflection or as a resource.
 */
final class NativeMetadata {

  /** What is there after {@code -Dnative}, also with {@code quarkus.native.sources-only}. */
  private static final Pattern SOURCES =
      Pattern.compile("native-sources|.*-native-image-source-jar");

  private static final String DIRECTORY = "META-INF/native-image/";

  private final Map<String, JsonNode> types = new HashMap<>();
  private final List<Pattern> resources = new ArrayList<>();
  private final Map<String, List<String>> interceptors = new TreeMap<>();

  /** Reads what the last build made; empty where it made nothing for an executable. */
  static Optional<NativeMetadata> ofLastBuild() throws IOException {
    try (Stream<Path> directories = Files.list(Path.of("target"))) {
      Optional<Path> sources =
          directories
              .filter(path -> SOURCES.matcher(path.getFileName().toString()).matches())
              .findFirst();
      return sources.isEmpty() ? Optional.empty() : Optional.of(new NativeMetadata(sources.get()));
    }
  }

  private NativeMetadata(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        read(jar);
      }
    }
  }

  private void read(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile())) {
      for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.startsWith(DIRECTORY) && name.endsWith("reflect-config.json")) {
          json(jar, entry).forEach(this::addType);
        } else if (name.startsWith(DIRECTORY) && name.endsWith("resource-config.json")) {
          json(jar, entry)
              .at("/resources/includes")
              .forEach(one -> resources.add(Pattern.compile(one.path("pattern").textValue())));
        } else if (name.endsWith("/execution.interceptors")) {
          interceptors.put(name, lines(jar, entry));
        }
      }
    }
  }

  private static JsonNode json(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return new ObjectMapper().readTree(content);
    }
  }

  private static List<String> lines(JarFile jar, JarEntry entry) throws IOException {
    try (Scanner lines = new Scanner(jar.getInputStream(entry), "UTF-8")) {
      return lines.useDelimiter("\\s+").tokens().toList();
    }
  }

  private void addType(JsonNode type) {
    types.merge(
        type.path("name").textValue(),
        type,
        (one, other) -> {
          Map<String, JsonNode> both = new LinkedHashMap<>();
          one.properties().forEach(field -> both.put(field.getKey(), field.getValue()));
          other.properties().forEach(field -> both.put(field.getKey(), field.getValue()));
          return new ObjectMapper().valueToTree(both);
        });
  }

  /** Whether the type can be made by its constructors once it was found by its name. */
  boolean canBeMade(String type) {
    JsonNode declared = types.get(type);
    return declared != null
        && (declared.path("allDeclaredConstructors").asBoolean()
            || declared.path("methods").findValuesAsText("name").contains("<init>"));
  }

  /** Whether the type's methods can be called by reflection. */
  boolean canBeCalled(String type) {
    return types.containsKey(type) && types.get(type).path("allDeclaredMethods").asBoolean();
  }

  /** Whether the type's fields can be read by reflection. */
  boolean canBeRead(String type) {
    return types.containsKey(type) && types.get(type).path("allDeclaredFields").asBoolean();
  }

  /** Whether a file of the class path is there at run time. */
  boolean isResource(String path) {
    return resources.stream().anyMatch(pattern -> pattern.matcher(path).matches());
  }

  /** The AWS SDK's lists of classes that it makes by their names, by the file that has the list. */
  Map<String, List<String>> interceptors() {
    return interceptors;
  }
}
