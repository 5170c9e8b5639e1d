package io.imagepeek.artifact;

import io.imagepeek.deploy.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a container of an image of ours would run, without a container: the entry point and the
 * environment of its Dockerfile, with no directory to write temporary files to.
 */
final class DockerContainer {

  /** Nobody can make a directory there, not even root. */
  private static final String NO_TEMPORARY_FILES = "-Djava.io.tmpdir=/proc";

  private DockerContainer() {}

  /** The Java that runs the tests. */
  static Path ownJava() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /**
   * Of the image for the JVM.
   *
   * @param java what stands for the image's own
   * @param application the directory that the image has as its working directory
   */
  static ProcessBuilder of(Dockerfile dockerfile, Path java, Path application) {
    return of(dockerfile, java, application, dockerfile.environment());
  }

  static ProcessBuilder of(
      Dockerfile dockerfile, Path java, Path application, Map<String, String> environment) {
    List<String> command = new ArrayList<>(dockerfile.entrypoint());
    command.set(0, java.toString());
    if (!Files.exists(application.resolve("app.aot"))) {
      command.removeIf(argument -> argument.startsWith("-XX:AOT"));
    }
    ProcessBuilder builder = in(application, command, environment);
    builder.environment().put("JAVA_TOOL_OPTIONS", NO_TEMPORARY_FILES);
    return builder;
  }

  /**
   * Of the native image.
   *
   * @param executable what was built
   * @param directory an empty one, for the image's working directory
   */
  static ProcessBuilder ofNative(Dockerfile dockerfile, Path executable, Path directory)
      throws IOException {
    List<String> command = new ArrayList<>(dockerfile.entrypoint());
    Path placed = directory.resolve(command.get(0)).normalize();
    Files.createSymbolicLink(placed, executable);
    command.set(0, placed.toString());
    command.add(NO_TEMPORARY_FILES);
    return in(directory, command, dockerfile.environment());
  }

  private static ProcessBuilder in(
      Path directory, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(environment);
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("IMAGEPEEK_CREDENTIALS_FILES", "false");
    return builder;
  }
}
