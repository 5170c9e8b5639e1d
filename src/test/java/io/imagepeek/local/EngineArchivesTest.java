package io.imagepeek.local;

import static io.imagepeek.local.GoldenComparison.FIELDS;
import static io.imagepeek.local.GoldenComparison.assertFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.imagepeek.image.Digest;
import io.imagepeek.image.DigestAlgorithm;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import io.imagepeek.source.layout.LocalInspections;
import io.imagepeek.testing.RequiresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the real Docker and podman save is read as skopeo reads it. */
@RequiresTools(
    value = {"docker", "dockerd", "podman", "skopeo"},
    packages = "docker.io podman skopeo")
class EngineArchivesTest {

  private static final List<String> IMAGES =
      List.of("basic/docker-full:latest", "basic/oci:latest", "a/b/c/d:deep");

  /** The layers of {@code basic/oci}, the other way round. */
  private static final String REVERSED = "reversed/oci:1";

  private static Path directory;
  private static @Nullable Process daemon;

  @BeforeAll
  static void saveFromDocker() throws IOException {
    // A socket's path has 107 characters at most.
    directory = Files.createTempDirectory("ip");
    startDaemon();
    for (String image : IMAGES) {
      Path made = new DirectoryFixture().write(image, Files.createTempDirectory(directory, "made"));
      load(made, image);
    }
    load(reversed(), REVERSED);
    docker("tag", IMAGES.get(0), "second/name:2");
    docker("save", "-o", file("one.tar").toString(), IMAGES.get(0));
    List<String> several = new ArrayList<>(List.of("save", "-o", file("several.tar").toString()));
    several.addAll(IMAGES);
    several.add("second/name:2");
    docker(several.toArray(String[]::new));
    docker("save", "-o", file("linked.tar").toString(), IMAGES.get(1), REVERSED);
    podman("load", "-i", file("one.tar").toString());
  }

  private static void startDaemon() throws IOException {
    daemon =
        new ProcessBuilder(
                "dockerd",
                "--iptables=false",
                "--ip6tables=false",
                "--bridge=none",
                "--storage-driver=vfs",
                "--data-root=" + file("data"),
                "--exec-root=" + file("exec"),
                "--pidfile=" + file("pid"),
                "--host=" + socket())
            .redirectErrorStream(true)
            .redirectOutput(file("log").toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (Tool.attempt("docker", "-H", socket(), "version").exit() != 0) {
      if (System.nanoTime() > deadline || !daemon.isAlive()) {
        throw new IllegalStateException("dockerd: " + Files.readString(file("log")));
      }
    }
  }

  private static void load(Path made, String name) {
    Path archive = file("load.tar");
    Tool.run(
        "skopeo",
        "--insecure-policy",
        "copy",
        "-q",
        "dir:" + made,
        "docker-archive:" + archive + ":" + name);
    docker("load", "-i", archive.toString());
    archive.toFile().delete();
  }

  private static Path reversed() throws IOException {
    Path made =
        new DirectoryFixture()
            .write("basic/oci:latest", Files.createTempDirectory(directory, "made"));
    ObjectMapper json = new ObjectMapper();
    ObjectNode manifest = (ObjectNode) json.readTree(made.resolve("manifest.json").toFile());
    String digest = manifest.at("/config/digest").textValue();
    ObjectNode config = (ObjectNode) json.readTree(made.resolve(digest.substring(7)).toFile());
    reverse((ArrayNode) config.at("/rootfs/diff_ids"));
    reverse((ArrayNode) manifest.path("layers"));
    byte[] body = json.writeValueAsBytes(config);
    Digest changed = Digest.of(DigestAlgorithm.SHA256, body);
    ((ObjectNode) manifest.path("config"))
        .put("digest", changed.toString())
        .put("size", body.length);
    Files.write(made.resolve(changed.hex()), body);
    Files.write(made.resolve("manifest.json"), json.writeValueAsBytes(manifest));
    return made;
  }

  private static void reverse(ArrayNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    Collections.reverse(elements);
    array.removeAll().addAll(elements);
  }

  @AfterAll
  static void stop() throws Exception {
    if (daemon != null) {
      daemon.destroy();
      if (!daemon.waitFor(30, TimeUnit.SECONDS)) {
        daemon.destroyForcibly().waitFor();
      }
    }
    Tool.run("rm", "-rf", directory.toString());
  }

  static Stream<String> tags() {
    return Stream.concat(
        IMAGES.stream(),
        Stream.of("docker.io/basic/oci:latest", "basic/oci", "second/name:2", "@0", "@1", "@2"));
  }

  @ParameterizedTest
  @MethodSource("tags")
  void readsAnArchiveOfSeveralAsSkopeoDoes(String tag) {
    assertSame("docker-archive", file("several.tar"), tag);
  }

  @Test
  void readsAnArchiveOfOneAsSkopeoDoes() {
    assertSame("docker-archive", file("one.tar"), null);
  }

  @Test
  void tellsAllNames() {
    JsonNode image =
        local()
            .image(
                "docker-archive",
                file("several.tar").toString(),
                "second/name:2",
                null,
                TagsWanted.ALL);
    JsonNode engine = local().engine("docker-archive", file("several.tar"), "second/name:2");

    List<String> all = new ArrayList<>(IMAGES);
    all.add("second/name:2");
    assertThat(texts(image.path("RepoTags"))).containsExactlyInAnyOrderElementsOf(all);
    assertThat(texts(engine.path("RepoTags")))
        .containsExactlyInAnyOrder("basic/docker-full:latest", "second/name:2");
    String digest = image.path("Digest").textValue();
    assertThat(texts(engine.path("RepoDigests")))
        .containsExactlyInAnyOrder("basic/docker-full@" + digest, "second/name@" + digest);
  }

  /** Docker writes a link for a layer that another image has too; skopeo takes its size for 0. */
  @Test
  void followsLinksToLayers() {
    assertThat(Tool.run("tar", "-tvf", file("linked.tar").toString()))
        .containsPattern("layer.tar -> ../[0-9a-f]{64}/layer.tar");
    JsonNode straight = local().image("docker-archive", file("linked.tar"), IMAGES.get(1));
    JsonNode reversed = local().image("docker-archive", file("linked.tar"), REVERSED);

    assertThat(reversed.at("/LayersData/0")).isEqualTo(straight.at("/LayersData/1"));
    assertThat(reversed.at("/LayersData/1")).isEqualTo(straight.at("/LayersData/0"));
    assertThat(reversed.at("/LayersData/0/Size").longValue()).isGreaterThan(0);
    assertFields(
        REVERSED,
        reversed,
        skopeo("docker-archive", file("linked.tar"), REVERSED),
        FIELDS.stream()
            .filter(field -> !field.equals("Digest") && !field.equals("LayersData"))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({
    "docker-archive, docker-archive",
    "oci-archive, oci-archive",
    "oci-dir, oci",
    "docker-dir, dir"
  })
  void readsWhatPodmanSavesAsSkopeoDoes(String format, String transport) {
    Path saved = file("podman-" + format);
    podman("save", "--format", format, "-o", saved.toString(), IMAGES.get(0));

    assertSame(transport, saved, null);
  }

  private static void assertSame(String transport, Path path, @Nullable String tag) {
    JsonNode said = skopeo(transport, path, tag);
    assertFields(
        transport + " " + tag,
        local().image(transport, path, tag),
        said,
        FIELDS.stream().filter(field -> !field.equals("LayersData") || said.has(field)).toList());
  }

  private static JsonNode skopeo(String transport, Path path, @Nullable String tag) {
    String reference = transport + ":" + path + (tag == null ? "" : ":" + tag);
    return SkopeoTest.parse(Tool.run("skopeo", "inspect", reference));
  }

  private static LocalInspections local() {
    return LocalInspections.under(directory);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static void docker(String... arguments) {
    Tool.run(
        Stream.concat(Stream.of("docker", "-H", socket()), Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static void podman(String... arguments) {
    Tool.run(
        Stream.concat(
                Stream.of(
                    "podman",
                    "--root=" + file("podman"),
                    "--runroot=" + file("podman-run"),
                    "--storage-driver=vfs"),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static String socket() {
    return "unix://" + file("s.sock");
  }

  private static Path file(String name) {
    return directory.resolve(name);
  }
}
