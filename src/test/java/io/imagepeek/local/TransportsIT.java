package io.imagepeek.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.artifact.RunningArtifact;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.openapi.DescribedClient;
import io.imagepeek.testing.RequiresTools;
import io.imagepeek.testing.ScriptedRegistry;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was built reads an image by each transport and in each view. */
@RequiresTools(
    value = {"dockerd", "containerd", "ctr", "skopeo"},
    packages = "docker.io containerd skopeo")
class TransportsIT {

  private static final Path LAYOUT =
      TestLayout.recordedAnswers().toAbsolutePath().resolveSibling("layout");
  private static final String REPOSITORY = "multi/oci-index";
  private static final String REFERENCE = REPOSITORY + ":latest";

  @TempDir private static Path directory;

  private static final DockerDaemon DOCKER = new DockerDaemon();
  private static ContainerdDaemon containerd;
  private static ScriptedRegistry registry;
  private static RunningArtifact application;
  private static String inDocker;

  @BeforeAll
  static void start() throws Exception {
    String source = "oci:" + LAYOUT + ":" + REFERENCE;
    copy("--all", source, "oci-archive:" + directory.resolve("oci.tar") + ":" + REFERENCE);
    copy("--all", source, "dir:" + directory.resolve("dir"));
    copy(source, "docker-archive:" + directory.resolve("docker.tar") + ":" + REFERENCE);
    registry = ScriptedRegistry.start().layout(LAYOUT);
    String socket = DOCKER.start().get("imagepeek.engine.docker-socket");
    inDocker = DOCKER.pull(REFERENCE);
    containerd = ContainerdDaemon.start();
    TestLayout layout = TestLayout.load();
    containerd.load(
        "default",
        new ContainerdArchive()
            .name(
                "docker.io/" + REFERENCE,
                layout,
                layout.entries().stream()
                    .filter(entry -> entry.toString().equals(REFERENCE))
                    .findFirst()
                    .orElseThrow()));
    application =
        RunningArtifact.start(
            Map.of(
                "imagepeek.network.allow",
                "127.0.0.0/8",
                "imagepeek.registry.insecure",
                registry.authority(),
                "imagepeek.local.roots",
                directory.toRealPath() + "," + LAYOUT,
                "imagepeek.engine.docker-socket",
                socket,
                "imagepeek.engine.containerd-socket",
                containerd.socket()));
  }

  @AfterAll
  static void stop() {
    Optional.ofNullable(application).ifPresent(RunningArtifact::close);
    Optional.ofNullable(containerd).ifPresent(ContainerdDaemon::close);
    DOCKER.stop();
    Optional.ofNullable(registry).ifPresent(ScriptedRegistry::close);
  }

  private static void copy(String... arguments) {
    String[] command = new String[arguments.length + 4];
    System.arraycopy(
        new String[] {"skopeo", "--insecure-policy", "copy", "--quiet"}, 0, command, 0, 4);
    System.arraycopy(arguments, 0, command, 4, arguments.length);
    Tool.run(command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"docker", "oci", "oci-archive", "dir", "containerd"})
  void readsEachViewOfTheSameIndex(String transport) throws Exception {
    JsonNode image = json(get(transport, "image"));
    JsonNode engine = json(get(transport, "engine"));
    JsonNode platforms = json(get(transport, "platforms"));
    HttpResponse<String> manifest = get(transport, "manifest");
    JsonNode config = json(get(transport, "config"));

    String digest = image.path("Digest").textValue();
    assertThat(manifest.headers().firstValue("Docker-Content-Digest")).hasValue(digest);
    assertThat(manifest.body())
        .isEqualTo(Files.readString(LAYOUT.resolve("blobs/" + digest.replace(':', '/'))));
    assertThat(image.path("Architecture").textValue()).isEqualTo("amd64");
    assertThat(image.path("LayersData").path(0).path("Size").longValue()).isPositive();
    assertThat(engine.path("Id").textValue()).isEqualTo(digest);
    assertThat(engine.at("/RootFS/Layers")).isEqualTo(config.at("/rootfs/diff_ids")).isNotEmpty();
    assertThat(engine.path("Config").path("Env")).isEqualTo(image.path("Env"));
    assertThat(engine.path("Metadata").has("LastTagTime")).isTrue();
    assertThat(platforms.path("Platforms").path(0).path("Platform").textValue())
        .isEqualTo("linux/amd64");
    assertThat(platforms.path("Platforms").path(0).path("LayersSize").longValue()).isPositive();
  }

  /** Neither has the index: such archives have no manifest, and an engine tells what it likes. */
  @ParameterizedTest
  @CsvSource({"docker-archive, false", "docker-daemon, true"})
  void readsWhatIsOfOnePlatform(String transport, boolean unknownSize) throws Exception {
    JsonNode image = json(get(transport, "image"));
    JsonNode engine = json(get(transport, "engine"));

    assertThat(image.path("Architecture").textValue()).isEqualTo("amd64");
    assertThat(image.path("Layers")).isEqualTo(engine.at("/RootFS/Layers")).isNotEmpty();
    assertThat(image.path("LayersData").path(0).path("Size").longValue() < 0)
        .isEqualTo(unknownSize);
    assertThat(engine.path("Config").path("Env")).isEqualTo(image.path("Env"));
  }

  @Test
  void readsAllInOneBatchLineByLine() throws Exception {
    HttpResponse<String> lines =
        DescribedClient.of(HttpClient.Version.HTTP_1_1)
            .send(
                HttpRequest.newBuilder(application.at("/inspections"))
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/x-ndjson")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            """
                            {"images": ["%s/%s", {"imageName": "%s", "imageTag": "%s", "containerImageTransport": "oci"}]}
                            """
                                .formatted(registry.authority(), REFERENCE, LAYOUT, REFERENCE)))
                    .build());

    assertThat(lines.body().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("{"))
        .last()
        .isEqualTo("{\"summary\":{\"images\":2,\"inspected\":2,\"failed\":0}}");
  }

  private static HttpResponse<String> get(String transport, String view) throws Exception {
    String name =
        switch (transport) {
          case "docker" -> registry.authority() + "/" + REPOSITORY;
          case "oci" -> LAYOUT.toString();
          case "oci-archive" -> directory.toRealPath().resolve("oci.tar").toString();
          case "docker-archive" -> directory.toRealPath().resolve("docker.tar").toString();
          case "dir" -> directory.toRealPath().resolve("dir").toString();
          case "docker-daemon" -> inDocker.substring(0, inDocker.lastIndexOf(':'));
          case "containerd" -> REPOSITORY;
          default -> throw new IllegalArgumentException(transport);
        };
    String tag =
        switch (transport) {
          case "oci", "oci-archive", "docker-archive" -> "&imageTag=" + encoded(REFERENCE);
          case "dir" -> "";
          default -> "&imageTag=latest";
        };
    HttpResponse<String> response =
        DescribedClient.of(HttpClient.Version.HTTP_1_1)
            .send(
                HttpRequest.newBuilder(
                        application.at(
                            "/inspect?containerImageTransport="
                                + transport
                                + "&view="
                                + view
                                + "&imageName="
                                + encoded(name)
                                + tag))
                    .build());
    assertThat(response.statusCode())
        .as("%s, %s: %s", transport, view, response.body())
        .isEqualTo(200);
    return response;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new ObjectMapper().readTree(response.body());
  }
}
