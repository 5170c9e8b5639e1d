package io.imagepeek.source.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.ImageReference;
import io.imagepeek.image.Platform;
import io.imagepeek.inspect.EngineImage;
import io.imagepeek.inspect.EngineView;
import io.imagepeek.inspect.ImageView;
import io.imagepeek.inspect.InspectQuery;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.inspect.InspectQuery.View;
import io.imagepeek.inspect.InspectedImage;
import io.imagepeek.inspect.Inspection;
import io.imagepeek.inspect.Inspector;
import io.imagepeek.source.EngineReport;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageSources;
import io.imagepeek.source.ImageTarget.LocalTarget;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.engine.DockerPeer.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read from the answers of engines of several versions, and what is not taken for one. */
class DockerDescriptionTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID = "sha256:" + "1".repeat(64);
  private static final String MANIFEST = "sha256:" + "2".repeat(64);
  private static final String INDEX = "sha256:" + "3".repeat(64);
  private static final String DIFF_ID = "sha256:" + "4".repeat(64);

  /** Of dockerd with graph drivers, API 1.41; podman 4's service answers so too. */
  private static final String OLD =
      """
      {"Id": "%s",
       "RepoTags": ["alpine:3.20", "localhost:5000/a:1"],
       "RepoDigests": ["localhost:5000/a@%s", "alpine@%s", "alpine@%s"],
       "Parent": "sha256:p", "Comment": "by hand", "Created": "2024-02-29T12:34:56.789+02:00",
       "Container": "", "ContainerConfig": {"Hostname": "", "Env": null},
       "DockerVersion": "20.10.24", "Author": "A. U. Thor",
       "Config": {"Hostname": "", "ExposedPorts": {"8080/tcp": {}}, "Tty": false,
                  "Env": ["PATH=/bin", "B=1"], "Cmd": ["sh"], "Volumes": null,
                  "Labels": {"z": "1", "a": ""}},
       "Architecture": "arm", "Variant": "v7", "Os": "linux", "OsVersion": "10.0",
       "Size": 5000000000, "VirtualSize": 5000000000,
       "GraphDriver": {"Data": {"UpperDir": "/u", "LowerDir": "/l"}, "Name": "overlay2"},
       "RootFS": {"Type": "layers", "Layers": ["%s"]},
       "Metadata": {"LastTagTime": "2026-11-22T02:10:23.377252386Z"}}
      """
          .formatted(ID, INDEX, INDEX, MANIFEST, DIFF_ID);

  /** Of dockerd 29 over containerd, API 1.52: what is empty is left out. */
  private static final String NEW =
      """
      {"Id": "%s", "RepoTags": ["alpine:3.20"], "RepoDigests": ["alpine@%s"],
       "Config": {"Cmd": ["sh"]}, "Architecture": "amd64", "Os": "linux", "Size": 3,
       "RootFS": {"Type": "layers", "Layers": ["%s"]},
       "Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"},
       "Descriptor": {"mediaType": "application/vnd.oci.image.index.v1+json",
                      "digest": "%s", "size": 9218},
       "Identity": {"Signature": []}}
      """
          .formatted(INDEX, INDEX, DIFF_ID, INDEX);

  @TempDir private Path directory;

  private static EngineReport read(String response, @Nullable String reference) {
    return DockerDescription.of(
        DockerJson.object(response.getBytes(UTF_8)),
        reference == null ? null : ImageReference.parse(reference, null));
  }

  private Inspection inspect(String answer, View view, @Nullable Platform platform)
      throws IOException {
    try (DockerPeer engine = DockerPeer.start(directory, line -> Reply.json(200, answer));
        EngineSockets sockets = new EngineSockets()) {
      DockerSource source =
          new DockerSource(
              Optional.of(
                  new DockerClient(sockets, engine.socket(), 1 << 20, new MemoryBudget(1 << 28))),
              new ParserExecutor());
      return new Inspector(
              new ImageSources(List.of(source)),
              new Inspector.Limits(8, 500, 1000),
              Platform.parse("linux/amd64"),
              Platform.ofHost(),
              new ParserExecutor())
          .inspect(
              new InspectQuery(
                  new ImageRequest(
                      new LocalTarget("docker-daemon", "alpine", "3.20"),
                      Optional.empty(),
                      Optional.empty()),
                  view,
                  Optional.ofNullable(platform),
                  TagsWanted.NONE,
                  List.of()),
              new InspectionContext(Clock.systemUTC(), Duration.ofSeconds(25)))
          .await()
          .indefinitely();
    }
  }

  private static void assertShown(Object view, String expected) throws IOException {
    // As text: the order of all fields counts.
    assertThat(JSON.writeValueAsString(view))
        .isEqualTo(JSON.writeValueAsString(JSON.readTree(expected)));
  }

  @Test
  void theDocumentedOutputIsWhatTheEngineTells() throws IOException {
    assertShown(
        ImageView.of((InspectedImage) inspect(OLD, View.IMAGE, null)),
        """
        {"Digest": "%s", "RepoTags": [], "Created": "2024-02-29T12:34:56.789+02:00",
         "DockerVersion": "20.10.24", "Labels": {"a": "", "z": "1"},
         "Architecture": "arm", "Os": "linux", "Layers": ["%s"],
         "LayersData": [{"MIMEType": "application/vnd.docker.image.rootfs.diff.tar",
                         "Digest": "%s", "Size": -1, "Annotations": null}],
         "Env": ["PATH=/bin", "B=1"]}
        """
            .formatted(INDEX, DIFF_ID, DIFF_ID));
  }

  @Test
  void theEnginesViewIsWhatItSays() throws IOException {
    assertShown(
        EngineView.of((EngineImage) inspect(OLD, View.ENGINE, null)),
        """
        {"Id": "%s",
         "RepoTags": ["alpine:3.20", "localhost:5000/a:1"],
         "RepoDigests": ["localhost:5000/a@%s", "alpine@%s", "alpine@%s"],
         "Parent": "sha256:p", "Comment": "by hand", "Created": "2024-02-29T12:34:56.789+02:00",
         "DockerVersion": "20.10.24", "Author": "A. U. Thor",
         "Config": {"Hostname": "", "ExposedPorts": {"8080/tcp": {}}, "Tty": false,
                    "Env": ["PATH=/bin", "B=1"], "Cmd": ["sh"], "Volumes": null,
                    "Labels": {"z": "1", "a": ""}},
         "Architecture": "arm", "Variant": "v7", "Os": "linux", "OsVersion": "10.0",
         "Size": 5000000000,
         "GraphDriver": {"Name": "overlay2", "Data": {"UpperDir": "/u", "LowerDir": "/l"}},
         "RootFS": {"Type": "layers", "Layers": ["%s"]},
         "Metadata": {"LastTagTime": "2026-11-22T02:10:23.377252386Z"}}
        """
            .formatted(ID, INDEX, INDEX, MANIFEST, DIFF_ID));
  }

  @Test
  void newerEnginesLeaveOutMore() throws IOException {
    assertShown(
        ImageView.of((InspectedImage) inspect(NEW, View.IMAGE, null)),
        """
        {"Digest": "%s", "RepoTags": [], "Created": null,
         "DockerVersion": "", "Labels": null, "Architecture": "amd64", "Os": "linux",
         "Layers": ["%s"],
         "LayersData": [{"MIMEType": "application/vnd.docker.image.rootfs.diff.tar",
                         "Digest": "%s", "Size": -1, "Annotations": null}],
         "Env": null}
        """
            .formatted(INDEX, DIFF_ID, DIFF_ID));
    assertShown(
        EngineView.of((EngineImage) inspect(NEW, View.ENGINE, null)),
        """
        {"Id": "%s", "RepoTags": ["alpine:3.20"], "RepoDigests": ["alpine@%s"],
         "Parent": "", "Comment": "", "Created": "", "DockerVersion": "", "Author": "",
         "Config": {"Cmd": ["sh"]},
         "Architecture": "amd64", "Variant": "", "Os": "linux", "OsVersion": "", "Size": 3,
         "GraphDriver": {"Name": "", "Data": null},
         "RootFS": {"Type": "layers", "Layers": ["%s"]},
         "Metadata": {"LastTagTime": "0001-01-01T00:00:00Z"}}
        """
            .formatted(INDEX, INDEX, DIFF_ID));
  }

  @ParameterizedTest
  @EnumSource(
      value = View.class,
      names = {"MANIFEST", "CONFIG", "PLATFORMS"})
  void anEngineHasNoDocuments(View view) {
    assertThatThrownBy(() -> inspect(OLD, view, null))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining(
            "view: docker-daemon has no documents for this view; use image or engine");
  }

  @Test
  void anEngineChoosesNoPlatform() {
    assertThatThrownBy(() -> inspect(OLD, View.IMAGE, Platform.parse("linux/arm64")))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining("platform: ");
  }

  static Stream<Arguments> digests() {
    return Stream.of(
        Arguments.of("the first of the repository", OLD, "alpine:3.20", INDEX),
        Arguments.of("the one asked for", OLD, "alpine@" + MANIFEST, MANIFEST),
        Arguments.of("another repository's is none", OLD, "quay.io/alpine:3.20", ID),
        Arguments.of("an id's", OLD, null, ID),
        Arguments.of("the descriptor's", NEW, null, INDEX),
        Arguments.of("without a repository", "{\"Id\":\"" + ID + "\"}", "alpine", ID),
        Arguments.of("of no algorithm", "{\"Id\":\"" + "1".repeat(64) + "\"}", "alpine", ID),
        Arguments.of(
            "what is no reference counts for nothing",
            "{\"Id\":\"%s\",\"RepoDigests\":[\"<none>@<none>\",\"alpine@sha256:12\",\"\",\"alpine\"]}"
                .formatted(ID),
            "alpine",
            ID));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("digests")
  void theDigestIsTheBestThatTheEngineTells(
      String which, String response, @Nullable String reference, String digest) {
    assertThat(read(response, reference).digest()).as(which).hasToString(digest);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Id|7|Id is not a string",
        "Id|null|Id is not a digest",
        "Id|\"\"|Id is not a digest",
        "Id|\"sha256:12\"|Id is not a digest",
        "Id|\"../../etc\"|Id is not a digest",
        "RepoTags|\"a\"|RepoTags is not an array of strings",
        "RepoTags|[null]|RepoTags is not an array of strings",
        "RepoDigests|{}|RepoDigests is not an array of strings",
        "RepoDigests|[7]|RepoDigests is not an array of strings",
        "Parent|[]|Parent is not a string",
        "Comment|true|Comment is not a string",
        "Created|1709210096|Created is not a string",
        "DockerVersion|1.5|DockerVersion is not a string",
        "Author|{}|Author is not a string",
        "Config|[]|Config is not an object",
        "Config|\"x\"|Config is not an object",
        "Config|{\"Env\":\"A=1\"}|Config.Env is not an array of strings",
        "Config|{\"Env\":[\"A=1\",2]}|Config.Env is not an array of strings",
        "Config|{\"Labels\":[]}|Config.Labels is not an object",
        "Config|{\"Labels\":{\"a\":null}}|Config.Labels is not an object of strings",
        "Architecture|7|Architecture is not a string",
        "Variant|7|Variant is not a string",
        "Os|7|Os is not a string",
        "OsVersion|7|OsVersion is not a string",
        "Size|\"7\"|Size is not a whole number",
        "Size|1.5|Size is not a whole number",
        "Size|1e3|Size is not a whole number",
        "Size|9223372036854775808|Size is not a whole number",
        "GraphDriver|7|GraphDriver is not an object",
        "GraphDriver|{\"Name\":7}|GraphDriver.Name is not a string",
        "GraphDriver|{\"Data\":[]}|GraphDriver.Data is not an object",
        "GraphDriver|{\"Data\":{\"a\":{}}}|GraphDriver.Data is not an object of strings",
        "RootFS|[]|RootFS is not an object",
        "RootFS|{\"Type\":7}|RootFS.Type is not a string",
        "RootFS|{\"Layers\":\"x\"}|RootFS.Layers is not an array of strings",
        "RootFS|{\"Layers\":[\"x\"]}|RootFS.Layers is not a digest",
        "Metadata|7|Metadata is not an object",
        "Metadata|{\"LastTagTime\":7}|Metadata.LastTagTime is not a string",
        "Descriptor|7|Descriptor is not an object",
        "Descriptor|{\"digest\":7}|Descriptor.digest is not a string",
        "Descriptor|{\"digest\":\"sha256:x\"}|Descriptor.digest is not a digest"
      })
  void aFieldOfAWrongTypeIsNamed(String field, String value, String says) {
    String answer =
        field.equals("Id")
            ? "{\"Id\":%s}".formatted(value)
            : "{\"Id\":\"%s\",\"%s\":%s}".formatted(ID, field, value);

    assertThatThrownBy(() -> read(answer, "alpine"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining("the engine's response: " + says);
  }

  @ParameterizedTest
  @MethodSource("noObjects")
  void whatIsNoObjectIsRefused(String answer, String says) {
    assertThatThrownBy(() -> read(answer, "alpine"))
        .isInstanceOf(InspectImageFailure.class)
        .hasMessageContaining(says);
  }

  static Stream<Arguments> noObjects() {
    String id = "{\"Id\":\"" + ID + "\"";
    return Stream.of(
        Arguments.of("", "not valid JSON"),
        Arguments.of("null", "it is not an object"),
        Arguments.of("[]", "it is not an object"),
        Arguments.of("\"x\"", "it is not an object"),
        Arguments.of("<html>", "not valid JSON"),
        Arguments.of(id, "not valid JSON"),
        Arguments.of(id + "} {}", "not valid JSON"),
        Arguments.of(id + ",\"Id\":\"" + ID + "\"}", "not valid JSON"),
        Arguments.of(id + ",\"Config\":{\"a\":1,\"a\":2}}", "not valid JSON"),
        Arguments.of(id + ",\"Config\":" + "[".repeat(5_000), "not valid JSON"),
        Arguments.of(id + ",\"Config\":" + "{\"a\":".repeat(5_000), "not valid JSON"),
        Arguments.of(id + ",\"Size\":" + "9".repeat(5_000) + "}", "not valid JSON"),
        Arguments.of(id + ",\"Config\":NaN}", "not valid JSON"));
  }

  @Test
  void numbersOfTheConfigurationAreShownAsTold() throws IOException {
    String config = "{\"StopTimeout\":12345678901234567890123,\"X\":1E+400,\"Y\":0.1}";
    EngineReport told = read("{\"Id\":\"%s\",\"Config\":%s}".formatted(ID, config), "alpine");

    assertThat(JSON.writeValueAsString(told.engineConfig().config())).isEqualTo(config);
  }
}
