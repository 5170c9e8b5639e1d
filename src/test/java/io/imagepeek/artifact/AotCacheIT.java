package io.imagepeek.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.imagepeek.deploy.Dockerfile;
import io.imagepeek.openapi.DescribedClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ahead-of-time cache of the image for the JVM, as its Dockerfile trains and uses it. It needs
 * an aot-jar ({@code -Dquarkus.package.jar.type=aot-jar}) and a Java 25, in IMAGEPEEK_JAVA_25 where
 * the tests' own is older.
 */
class AotCacheIT {

  private static final Path APPLICATION = Path.of("target", "quarkus-app").toAbsolutePath();
  private static final Path TRAINING = Dockerfile.DIRECTORY.resolve("train.sh").toAbsolutePath();
  private static final Duration SOON = Duration.ofSeconds(20);

  private static Dockerfile dockerfile;

  @BeforeAll
  static void readDockerfile() throws IOException {
    dockerfile = Dockerfile.read("jvm");
  }

  @Test
  void theCacheThatIsTrainedIsUsed(@TempDir Path directory) throws Exception {
    assumeAotJar();
    Path java = java25();
    trained(java, directory);

    assertThat(acceptsCache(java, directory)).isTrue();
    try (RunningArtifact image =
        RunningArtifact.start(DockerContainer.of(dockerfile, java, directory))) {
      assertThat(status(image, "/q/health/ready")).isEqualTo(200);
      image.terminate();
      assertThat(image.endsWithin(SOON)).isTrue();
      assertThat(image.output()).noneMatch(line -> line.contains("[aot]"));
    }
  }

  /** Why the Dockerfile keeps the times of the files; the check of its last stage tells. */
  @Test
  void theCacheIsRefusedOnceOneJarHasAnotherTime(@TempDir Path directory) throws Exception {
    assumeAotJar();
    Path java = java25();
    trained(java, directory);
    Path jar = anyOf(directory.resolve("lib/main"));
    Files.setLastModifiedTime(
        jar, FileTime.from(Files.getLastModifiedTime(jar).toInstant().plusSeconds(1)));

    assertThat(acceptsCache(java, directory)).isFalse();
  }

  /** Trains a copy of the application, as the Dockerfile does. */
  private static void trained(Path java, Path directory) throws Exception {
    try (Stream<Path> files = Files.walk(APPLICATION)) {
      for (Path file : files.toList()) {
        Path copy = directory.resolve(APPLICATION.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    ProcessBuilder training = new ProcessBuilder("bash", TRAINING.toString());
    training.environment().put("JAVA_HOME", java.getParent().getParent().toString());
    training.environment().put("TRAINING_PORT", Integer.toString(freePort()));
    assertThat(run(training, directory)).as("status of %s", TRAINING).isZero();
    assertThat(directory.resolve("app.aot")).isNotEmptyFile();
  }

  /** By the instruction of the image's last stage. */
  private static boolean acceptsCache(Path java, Path directory) throws Exception {
    List<String> command = new ArrayList<>(dockerfile.check());
    command.set(0, java.toString());
    return run(new ProcessBuilder(command), directory) == 0;
  }

  private static int run(ProcessBuilder builder, Path directory) throws Exception {
    Path log = Files.createTempFile("image", ".log");
    try {
      Process process =
          builder
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(3, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError("it does not end: " + Files.readString(log));
      }
      return process.exitValue();
    } finally {
      Files.delete(log);
    }
  }

  private static int status(RunningArtifact jar, String target) throws Exception {
    return DescribedClient.of(HttpClient.Version.HTTP_1_1)
        .send(HttpRequest.newBuilder(jar.at(target)).build())
        .statusCode();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Path anyOf(Path jars) throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      return files.findAny().orElseThrow();
    }
  }

  /** Of a fast-jar, whose classes another loader finds, the JVM compares nothing. */
  private static void assumeAotJar() throws IOException {
    assumeFalse(Artifact.built().isNative(), "a native executable has no such cache");
    try (JarFile jar = new JarFile(APPLICATION.resolve("quarkus-run.jar").toFile())) {
      String classPath = jar.getManifest().getMainAttributes().getValue("Class-Path");
      assumeTrue(classPath.contains("lib/main/"), "the build's jar is no aot-jar");
    }
  }

  private static Path java25() {
    Optional<Path> java =
        Optional.ofNullable(System.getenv("IMAGEPEEK_JAVA_25"))
            .map(home -> Path.of(home, "bin", "java"))
            .or(
                () ->
                    Optional.of(DockerContainer.ownJava())
                        .filter(own -> Runtime.version().feature() >= 25));
    assumeTrue(java.isPresent(), "no Java 25: set IMAGEPEEK_JAVA_25 to its home");
    return java.get();
  }
}
