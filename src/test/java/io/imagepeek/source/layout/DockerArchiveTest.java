package io.imagepeek.source.layout;

import static io.imagepeek.source.layout.SavedArchive.DIFF_ID;
import static io.imagepeek.source.layout.SavedArchive.OTHER_DIFF_ID;
import static io.imagepeek.source.layout.SavedArchive.config;
import static io.imagepeek.source.layout.SavedArchive.configName;
import static io.imagepeek.source.layout.SavedArchive.item;
import static io.imagepeek.source.layout.SavedArchive.oneImage;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.inspect.InspectQuery.TagsWanted;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image of a {@code docker save} archive is meant, and what is read of it. */
class DockerArchiveTest {

  private static final String FIRST = config(DIFF_ID);
  private static final String SECOND = config(DIFF_ID, OTHER_DIFF_ID);

  @TempDir private Path root;

  @Test
  void readsTheOnlyImage() {
    JsonNode image = inspected(oneImage("l").file("l", "12345"), null);

    assertThat(image.path("LayersData").toString())
        .isEqualTo(
            "[{\"MIMEType\":\"application/vnd.docker.image.rootfs.diff.tar.gzip\",\"Digest\":\"%s\","
                    .formatted(DIFF_ID)
                + "\"Size\":5,\"Annotations\":null}]");
  }

  /** Names as writers spell them, links of both kinds, and extended headers for the next entry. */
  @Test
  void findsLayersByAnyName() {
    TarBytes others =
        new TarBytes()
            .file("./manifest.json", "[" + item("./c.json", List.of(), "x/../a//b", "l") + "]")
            .file(".//c.json", SECOND)
            .header(new TarBytes.Header("a/", '5', 0))
            .link('2', "a/b", "../d/e")
            .link('1', "d/e", "./f")
            .pax('g', "comment=for all")
            .pax('x', "path=f", "size=3")
            .header(new TarBytes.Header("other", '0', 0))
            .padded(new byte[3])
            .entry('L', "././@LongLink", "l\0".getBytes(UTF_8))
            .file("other", "1234567");

    JsonNode image = inspected(others, null);

    assertThat(image.at("/LayersData/0/Size").intValue()).isEqualTo(3);
    assertThat(image.at("/LayersData/1/Size").intValue()).isEqualTo(7);
  }

  /** As some builders write them: whichever a reader takes, it is the same. */
  @Test
  void readsWhatIsThereMoreThanOnceWithTheSameContent() {
    String long70 = "x".repeat(70_000);
    String manifest = "[" + item(configName(SECOND), List.of("a:1"), "l", "m") + "]";
    TarBytes bytes =
        new TarBytes()
            .file("manifest.json", manifest)
            .file(configName(SECOND), SECOND)
            .file("l", long70)
            .file("./manifest.json", manifest)
            .link('2', "m", "n")
            .file("n", "123")
            .link('2', "m", "n")
            .file("m", "123")
            .file("l", long70)
            .file(".//l", long70)
            .file(configName(SECOND), SECOND)
            .file("empty", "")
            .file("empty", "");

    JsonNode image = inspected(bytes, null);

    assertThat(image.at("/LayersData/0/Size").intValue()).isEqualTo(70_000);
    assertThat(image.at("/LayersData/1/Size").intValue()).isEqualTo(3);
  }

  @Test
  void aRepeatedLayerIsOneLayer() {
    String config = config(DIFF_ID, DIFF_ID);
    TarBytes bytes =
        new TarBytes()
            .file("manifest.json", "[" + item("c.json", List.of(), "a", "missing") + "]")
            .file("c.json", config)
            .file("a", "12345");

    assertThat(inspected(bytes, null).path("Layers").toString())
        .isEqualTo("[\"%1$s\",\"%1$s\"]".formatted(DIFF_ID));
  }

  @ParameterizedTest
  @CsvSource({
    "a:1, 1",
    "docker.io/library/a:1, 1",
    "a, 1",
    "b:1, 2",
    "quay.io/c/d:x, 2",
    "@0, 1",
    "@1, 2",
    "odd name?, 2"
  })
  void readsTheImageThatIsMeant(String tag, int layers) {
    assertThat(inspected(several(), tag).path("Layers")).hasSize(layers);
  }

  @Test
  void listsSeveralImages() {
    InspectFailure failure = failure(several(), null);

    assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
    assertThat(failure.error())
        .isEqualTo(
            "imageTag: the archive has several images; say which, by name or place: \"a:1\","
                + " \"a:latest\", \"@0\", \"b:1\", \"quay.io/c/d:x\", \"odd name?\", \"@1\"");
  }

  @ParameterizedTest
  @CsvSource({
    "a:2, 'the archive has no image \"a:2\"; it has \"a:1\", \"a:latest\", \"@0\", \"b:1\","
        + " \"quay.io/c/d:x\", \"odd name?\", \"@1\"'",
    "@2, 'the archive has 2 images, the first of which is @0'",
    "@999999999, 'the archive has 2 images, the first of which is @0'"
  })
  void saysWhatIsNotThere(String tag, String error) {
    InspectFailure failure = failure(several(), tag);

    assertThat(failure).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure.error()).isEqualTo(error);
  }

  @Test
  void refusesANameOfTwoImages() {
    TarBytes bytes =
        new TarBytes()
            .file(
                "manifest.json",
                "[%s,%s]"
                    .formatted(
                        item("1.json", List.of("a:1"), "l"), item("2.json", List.of("a:1"), "l")));

    assertThat(failure(bytes, "a:1").error())
        .isEqualTo(
            "imageTag: the archive has several images of this name; say which, by name or place:"
                + " \"a:1\", \"@0\", \"@1\"");
  }

  @Test
  void listsTheNamesOfAllImages() {
    Path archive = several().end().to(root.resolve("archive.tar"));

    JsonNode image =
        LocalInspections.under(root)
            .image("docker-archive", archive.toString(), "b:1", null, TagsWanted.ALL);

    assertThat(image.path("RepoTags").toString())
        .isEqualTo("[\"a:1\",\"a:latest\",\"b:1\",\"quay.io/c/d:x\",\"odd name?\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[",
        "[1]",
        "[{\"Layers\":[}]",
        "[{\"Layers\":{}}]",
        "[{\"Layers\":[1]}]",
        "[{\"Config\":[]}]",
        "[{\"Other\":[}]",
        "[{\"Other\":[",
        "[] []"
      })
  void refusesMalformedManifests(String manifest) {
    InspectFailure failure = failure(new TarBytes().file("manifest.json", manifest), null);

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).startsWith("manifest.json: malformed");
  }

  @Test
  void refusesManifestsOfVeryManyValues() {
    String many = "\"\",".repeat(300_000) + "\"\"";

    assertThat(
            failure(new TarBytes().file("manifest.json", "[{\"Layers\":[" + many + "]}]"), null)
                .error())
        .isEqualTo("manifest.json has more than 200000 values");
  }

  @ParameterizedTest
  @CsvSource({"[], the archive has no images", "null, the archive has no manifest.json"})
  void isNotFoundInWhatHasNone(String manifest, String error) {
    TarBytes bytes =
        manifest.equals("null")
            ? new TarBytes().file("x", "y")
            : new TarBytes().file("manifest.json", manifest);

    assertThat(failure(bytes, null)).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure(bytes, null).error()).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%s.json", "blobs/sha256/%s", "sha256:%s", "%s"})
  void aNameThatIsADigestIsHeldToIt(String pattern) {
    String name = pattern.formatted("0".repeat(64));
    TarBytes bytes =
        new TarBytes()
            .file("manifest.json", "[" + item(name, List.of(), "l") + "]")
            .file(name, FIRST)
            .file("l", "1");

    assertThat(failure(bytes, null).error())
        .startsWith("the digest of the configuration does not match");
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"rootfs\":{\"diff_ids\":[\"sha256:x\"]}}', the configuration's diff IDs",
    "'{\"rootfs\":{\"diff_ids\":[]}}', 'manifest.json names 1 layers of the image, its configuration"
        + " 0'",
    "'{\"created\":7,\"rootfs\":{\"diff_ids\":[\"DIFF_ID\"]}}', image configuration: /created",
    "'{\"rootfs\":{\"diff_ids\":\"x\"}}', image configuration: /rootfs/diff_ids",
    "'{\"rootfs\":[]}', image configuration: /rootfs",
    "'{', image configuration: malformed JSON"
  })
  void refusesOtherConfigurations(String config, String error) {
    TarBytes bytes =
        new TarBytes()
            .file("manifest.json", "[" + item("c", List.of(), "l") + "]")
            .file("c", config.replace("DIFF_ID", DIFF_ID))
            .file("l", "1");

    assertThat(failure(bytes, null)).isInstanceOf(InspectImageFailure.class);
    assertThat(failure(bytes, null).error()).startsWith(error);
  }

  /** Each view has all that it shows where what it does not show is odd. */
  @Test
  void readsPastWhatAViewDoesNotShow() {
    Path archive =
        archive(
            "\"container_config\":false,\"id\":7,\"size\":\"x\",\"os.features\":7,"
                + "\"history\":[{\"created\":\"x\"}],\"config\":{\"Hostname\":7,\"Env\":[\"A=b\"]}");
    LocalInspections local = LocalInspections.under(root);

    assertThat(local.image("docker-archive", archive, null).path("Env").toString())
        .isEqualTo("[\"A=b\"]");
    JsonNode engine = local.engine("docker-archive", archive, null);
    assertThat(engine.at("/Config/Env").toString()).isEqualTo("[\"A=b\"]");
    assertThat(engine.at("/RootFS/Layers").toString()).isEqualTo("[\"" + DIFF_ID + "\"]");
    assertThat(
            local.platforms("docker-archive", archive, null).at("/Platforms/0/Platform").asText())
        .isEqualTo("linux/amd64");
  }

  /** What one view shows must not take down the others. */
  @Test
  void readsPastWhatOtherViewsShow() {
    Path archive = archive("\"created\":7,\"config\":{\"Env\":\"A=b\",\"Cmd\":false}");
    LocalInspections local = LocalInspections.under(root);

    assertThat(local.failure("docker-archive", archive, null).error())
        .startsWith("image configuration: /created");
    assertThat(
            local.platforms("docker-archive", archive, null).at("/Platforms/0/Platform").asText())
        .isEqualTo("linux/amd64");
    assertThat(local.engine("docker-archive", archive, null).path("Os").textValue())
        .as("as engines do where they cannot read what they show")
        .isEmpty();
  }

  /** An archive of an image of one layer, with these members in its configuration. */
  private Path archive(String members) {
    String config =
        "{%s,\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"%s\"]}}"
            .formatted(members, DIFF_ID);
    return new TarBytes()
        .file("manifest.json", "[" + item(configName(config), List.of("a:1"), "l") + "]")
        .file(configName(config), config)
        .file("l", "1")
        .end()
        .to(root.resolve("archive.tar"));
  }

  @Test
  void oneFileIsNotTwoLayers() {
    TarBytes bytes =
        new TarBytes()
            .file("manifest.json", "[" + item("c", List.of(), "l", "./l") + "]")
            .file("c", SECOND)
            .file("l", "1");

    assertThat(failure(bytes, null).error()).contains("said to be two different layers");
  }

  private static TarBytes several() {
    return new TarBytes()
        .file(
            "manifest.json",
            "[%s,%s]"
                .formatted(
                    item(configName(FIRST), List.of("a:1", "a:latest"), "l"),
                    item(
                        configName(SECOND),
                        List.of("b:1", "quay.io/c/d:x", "odd name?"),
                        "l",
                        "m")))
        .file(configName(FIRST), FIRST)
        .file(configName(SECOND), SECOND)
        .file("l", "12345")
        .file("m", "123");
  }

  private JsonNode inspected(TarBytes bytes, @Nullable String tag) {
    return LocalInspections.under(root)
        .image("docker-archive", bytes.end().to(root.resolve("archive.tar")), tag);
  }

  private InspectFailure failure(TarBytes bytes, @Nullable String tag) {
    return LocalInspections.under(root)
        .failure("docker-archive", bytes.end().to(root.resolve("archive.tar")), tag);
  }
}
