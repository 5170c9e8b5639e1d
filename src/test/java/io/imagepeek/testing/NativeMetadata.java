package io.imagepeek.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What the build hands to native-image: the jars that an executable is made of, and what they
 * declare to be found by reflection.
 */
public final class NativeMetadata {

  /** Where it has to be there. */
  private static final String REQUIRED = "IMAGEPEEK_REQUIRE_NATIVE_METADATA";

  private static final Path TARGET = Path.of("target");
  private static final String DIRECTORY = "META-INF/native-image/";

  /** What is said of each type, in whatever place. */
  private final Map<String, List<JsonNode>> types = new HashMap<>();

  private final List<String> interceptors = new ArrayList<>();
  private final String arguments;

  /**
   * Reads what the last build made. Where it made nothing for an executable the tests are skipped,
   * or fail where the environment variable {@code IMAGEPEEK_REQUIRE_NATIVE_METADATA} is true.
   */
  public static NativeMetadata ofLastBuild() throws IOException {
    Properties built = new Properties();
    try (Reader reader = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
      built.load(reader);
    }
    String type = built.getProperty("type");
    Path sources =
        TARGET.resolve(
            type.equals("native-sources")
                ? "native-sources"
                : built.getProperty("path").replace("-runner", "-native-image-source-jar"));
    boolean isThere = type.startsWith("native") && Files.isDirectory(sources);
    if (!isThere && Boolean.parseBoolean(System.getenv(REQUIRED))) {
      throw new IllegalStateException("no native sources were built, but: " + built);
    }
    assumeTrue(
        isThere, "no native sources were built (-Dnative -Dquarkus.native.sources-only=true)");
    return new NativeMetadata(sources);
  }

  private NativeMetadata(Path sources) throws IOException {
    Path called = sources.resolve("native-image.args");
    arguments = Files.exists(called) ? Files.readString(called) : "";
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
        } else if (name.endsWith("/execution.interceptors")) {
          interceptors.add(name);
        }
      }
    }
  }

  private static JsonNode json(JarFile jar, JarEntry entry) throws IOException {
    try (InputStream content = jar.getInputStream(entry)) {
      return new ObjectMapper().readTree(content);
    }
  }

  private void addType(JsonNode type) {
    types.computeIfAbsent(type.path("name").textValue(), name -> new ArrayList<>()).add(type);
  }

  private boolean any(String type, Predicate<JsonNode> declared) {
    return types.getOrDefault(type, List.of()).stream().anyMatch(declared);
  }

  /** Whether the type can be made by its constructors once it was found by its name. */
  public boolean canBeMade(String type) {
    return any(
        type,
        declared ->
            declared.path("allDeclaredConstructors").asBoolean()
                || declared.path("methods").findValuesAsText("name").contains("<init>"));
  }

  /** Whether the type's methods can be called by reflection. */
  public boolean canBeCalled(String type) {
    return any(type, declared -> declared.path("allDeclaredMethods").asBoolean());
  }

  /** Whether the type's fields can be read by reflection. */
  public boolean canBeRead(String type) {
    return any(type, declared -> declared.path("allDeclaredFields").asBoolean());
  }

  /** What native-image is called with; empty where the build has called it itself. */
  public String arguments() {
    return arguments;
  }

  /** The files in which the AWS SDK would find classes to make by their names. */
  public List<String> interceptors() {
    return interceptors;
  }
}
