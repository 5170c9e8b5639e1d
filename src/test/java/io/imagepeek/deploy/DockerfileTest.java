package io.imagepeek.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.deploy.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the images are made of, and how they run. */
class DockerfileTest {

  /** What the build leaves in target/: a fast-jar or an aot-jar, and a native executable. */
  private static final List<String> ARTEFACTS = List.of("target/quarkus-app", "target/*-runner");

  private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:\\d+(\\.\\d+)[\\w.-]*");

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void runsAsNobodyByNumber(String kind) throws IOException {
    assertThat(Dockerfile.only(Dockerfile.read(kind).ofImage("USER")).arguments())
        .matches("[1-9]\\d*:[1-9]\\d*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void listensWhereTheServiceExpectsIt(String kind) throws IOException {
    Dockerfile dockerfile = Dockerfile.read(kind);

    assertThat(Dockerfile.only(dockerfile.ofImage("EXPOSE")).arguments()).isEqualTo("8080");
    assertThat(dockerfile.environment()).containsEntry("QUARKUS_HTTP_HOST", "0.0.0.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void needsNoDirectoryToWriteTo(String kind) throws IOException {
    assertThat(Dockerfile.read(kind).environment())
        .containsAllEntriesOf(
            Map.of("QUARKUS_VERTX_CACHING", "false", "QUARKUS_VERTX_CLASSPATH_RESOLVING", "false"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void copiesWhatTheBuildMakesAndTheIgnoreFileLetsThrough(String kind) throws IOException {
    List<String> let =
        Files.readAllLines(Dockerfile.DIRECTORY.resolve("Dockerfile." + kind + ".dockerignore"));

    assertThat(let.get(0)).as("everything else stays out").isEqualTo("*");
    List<String> sources = new ArrayList<>();
    for (Instruction copy : Dockerfile.read(kind).all("COPY")) {
      if (!copy.arguments().startsWith("--from=")) {
        sources.add(copy.operands().get(0).replaceFirst("/$", ""));
      }
    }
    assertThat(sources)
        .isNotEmpty()
        .allMatch(source -> ARTEFACTS.contains(source) || Files.isRegularFile(Path.of(source)));
    assertThat(let.subList(1, let.size()))
        .containsExactlyInAnyOrderElementsOf(sources.stream().map(source -> "!" + source).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "native"})
  void isBuiltOnAPinnedImage(String kind) throws IOException {
    Dockerfile dockerfile = Dockerfile.read(kind);
    List<String> images = new ArrayList<>();
    dockerfile.all("FROM").forEach(from -> images.add(from.operands().get(0)));
    images.removeIf("${JAVA_RUNTIME}"::equals);
    dockerfile.all("ARG").forEach(arg -> images.add(arg.arguments().split("=", 2)[1]));

    assertThat(images).isNotEmpty().allMatch(PINNED.asMatchPredicate());
  }

  @Test
  void theJvmThatRunsIsTheOneThatTrained() throws IOException {
    Dockerfile jvm = Dockerfile.read("jvm");

    assertThat(jvm.all("FROM"))
        .extracting(Instruction::arguments)
        .containsExactly("${JAVA_RUNTIME} AS training", "${JAVA_RUNTIME}");
    assertThat(jvm.all("WORKDIR")).extracting(Instruction::arguments).containsOnly("/app");
    assertThat(Files.readString(Dockerfile.DIRECTORY.resolve("train.sh")))
        .contains("-XX:AOTCacheOutput=app.aot -jar quarkus-run.jar");
    assertThat(jvm.entrypoint())
        .startsWith("java", "-XX:AOTCache=app.aot")
        .endsWith("-jar", "quarkus-run.jar");
  }

  /** A process without memory answers nothing any more, and does not end by itself. */
  @Test
  void endsWhereMemoryIsOut() throws IOException {
    assertThat(Dockerfile.read("jvm").entrypoint()).contains("-XX:+ExitOnOutOfMemoryError");
    assertThat(Files.readString(Path.of("src/main/resources/application.properties")))
        .as("the executable has it built in")
        .containsPattern("additional-build-args=.*-R:\\+ExitOnOutOfMemoryError");
  }

  @Test
  void theCacheIsTriedInTheImageOnceItsFilesHaveTheirTimes() throws IOException {
    List<Instruction> image = Dockerfile.read("jvm").ofImage("COPY");

    assertThat(image)
        .extracting(Instruction::arguments)
        .as("jars and cache together")
        .containsExactly("--from=training /app/ ./");
    assertThat(Dockerfile.read("jvm").check()).contains("-XX:AOTMode=on", "-XX:AOTCache=app.aot");
  }
}
