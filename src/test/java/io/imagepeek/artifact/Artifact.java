package io.imagepeek.artifact;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * What the build has made.
 *
 * @param isNative whether it is an executable, and not a jar
 */
public record Artifact(Path path, boolean isNative) {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  /** What the last build made, as it wrote down itself. */
  public static Artifact built() throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(TARGET.resolve("quarkus-artifact.properties"))) {
      properties.load(reader);
    }
    return new Artifact(
        TARGET.resolve(properties.getProperty("path")),
        properties.getProperty("type").startsWith("native"));
  }

  /** The command that starts it: the options are of the JVM, and not of an executable. */
  public List<String> command(List<String> jvmOptions, Map<String, String> settings) {
    List<String> command = new ArrayList<>();
    if (isNative) {
      command.add(path.toString());
    } else {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(jvmOptions);
    }
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    if (!isNative) {
      command.add("-jar");
      command.add(path.toString());
    }
    return command;
  }
}
