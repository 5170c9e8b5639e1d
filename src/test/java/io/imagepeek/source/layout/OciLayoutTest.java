package io.imagepeek.source.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.MediaTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which image of a layout is meant, and what a layout must be. */
class OciLayoutTest {

  private static final String FULL_NAME = "\"io.containerd.image.name\":\"%s\"";
  private static final String REF_NAME = "\"org.opencontainers.image.ref.name\":\"%s\"";

  @TempDir private Path root;
  private LayoutFixture layout;

  @BeforeEach
  void write() throws IOException {
    layout = new LayoutFixture(root.resolve("layout"));
  }

  @Test
  void theOnlyImageNeedsNoName() throws IOException {
    layout.named("amd64", "some:1");

    assertThat(inspected(null)).isEqualTo("amd64");
  }

  @Test
  void theOnlyImageMayHaveSeveralNames() throws IOException {
    layout.named("amd64", "some:1").named("amd64", "some:2");

    assertThat(inspected(null)).isEqualTo("amd64");
  }

  @Test
  void ofSeveralImagesTheOneThatIsCalledLatestNeedsNoName() throws IOException {
    layout.named("arm64", "some:1").named("amd64", "latest").named("riscv64", "some:latest");

    assertThat(inspected(null)).isEqualTo("amd64");
  }

  @Test
  void otherwiseTheyAreListed() throws IOException {
    layout.named("arm64", "some:1").image("amd64", "").named("s390x", "b\\\"\\nc");

    invalid(
        null,
        "imageTag: the layout has several images; say which, by name or digest: \"some:1\", \""
            + LayoutFixture.digestOf("amd64")
            + "\", \"b??c\"");
  }

  @Test
  void longListsAreCut() throws IOException {
    for (int i = 0; i < 30; i++) {
      layout.named("a" + i, "n" + i);
    }

    assertThat(failure(null).error()).contains("\"n19\", …").doesNotContain("n20");
  }

  @ParameterizedTest
  @CsvSource({
    "docker.io/library/some:1, arm64",
    "some:1, arm64",
    "some, amd64",
    "some:latest, amd64",
    "index.docker.io/library/some, amd64",
    "3.20, s390x",
    "full/name:3.20, s390x",
    "docker.io/full/name:3.20, s390x",
    "odd name?, riscv64"
  })
  void namesAreThoseOfTheIndexInAnyForm(String tag, String architecture) throws IOException {
    layout
        .named("arm64", "some:1")
        .named("amd64", "docker.io/library/some:latest")
        .named("riscv64", "odd name?")
        .image(
            "s390x",
            REF_NAME.formatted("3.20") + "," + FULL_NAME.formatted("docker.io/full/name:3.20"));

    assertThat(inspected(tag)).isEqualTo(architecture);
  }

  /** As tools leave it that flatten an image and copy it into the other format. */
  @Test
  void theTypeThatTheIndexSaysIsALabel() throws IOException {
    layout.named("arm64", "some:1");
    Path index = layout.directory().resolve("index.json");
    String described = Files.readString(index);
    assertThat(described).contains(MediaTypes.OCI_MANIFEST);
    Files.writeString(
        index, described.replace(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST));

    assertThat(inspected("some:1")).isEqualTo("arm64");
  }

  /** A name as it is written comes before one that means the same. */
  @Test
  void theExactNameComesFirst() throws IOException {
    layout.named("arm64", "docker.io/library/some:1").named("amd64", "some:1");

    assertThat(inspected("some:1")).isEqualTo("amd64");
  }

  @Test
  void digestsAreThoseOfTheIndex() throws IOException {
    layout.named("amd64", "some:1").named("arm64", LayoutFixture.digestOf("amd64"));

    assertThat(inspected(LayoutFixture.digestOf("amd64"))).isEqualTo("amd64");
    assertThat(inspected(LayoutFixture.digestOf("arm64"))).isEqualTo("arm64");
    absent("sha256:" + "0".repeat(64));
  }

  /** Every entry of the file counts, from 0 on, whatever it is called. */
  @ParameterizedTest
  @CsvSource({"@0, riscv64", "@1, arm64", "@2, amd64", "@02, amd64"})
  void entriesAreAlsoMeantByTheirPlaces(String place, String architecture) throws IOException {
    layout.image("riscv64", "").named("arm64", "@0").image("amd64", "");

    assertThat(inspected(place)).isEqualTo(architecture);
    assertThat(local().image("oci-archive", archive(), place).path("Architecture").textValue())
        .isEqualTo(architecture);
    assertThat(local().engine("oci", layout.directory(), place).path("RepoTags").toString())
        .isEqualTo(architecture.equals("arm64") ? "[\"@0\"]" : "[]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@2", "@999999999"})
  void placesEndWithTheEntries(String place) throws IOException {
    layout.image("arm64", "").image("amd64", "");

    absent(place);
    assertThat(failure(place).error())
        .isEqualTo("the layout has 2 images, the first of which is @0");
  }

  @Test
  void aPinnedNameIsHeldToItsDigest() throws IOException {
    String name = "some@" + LayoutFixture.digestOf("arm64");
    layout.named("amd64", name);

    assertThat(failure(name)).isInstanceOf(InspectImageFailure.class);
    assertThat(failure(name).error())
        .isEqualTo(
            "the layout's image of this name has another digest: "
                + LayoutFixture.digestOf("amd64"));
  }

  @Test
  void severalImagesOfOneNameAreListedByWhatTellsThemApart() throws IOException {
    layout.named("arm64", "3").named("amd64", "3").named("s390x", "4");

    invalid(
        "3",
        "imageTag: the layout has several images of this name; say which, by name or digest:"
            + " \"%s\", \"%s\""
                .formatted(LayoutFixture.digestOf("arm64"), LayoutFixture.digestOf("amd64")));
  }

  @Test
  void severalImagesThatAreCalledLatestAreListedToo() throws IOException {
    layout.named("arm64", "latest").named("amd64", "latest");

    invalid(
        null,
        "imageTag: the layout has several images; say which, by name or digest: \"%s\", \"%s\""
            .formatted(LayoutFixture.digestOf("arm64"), LayoutFixture.digestOf("amd64")));
  }

  @Test
  void whatIsNotThereIsSaidWithWhatIs() throws IOException {
    layout.named("arm64", "some:1");

    InspectFailure failure = failure("other:1");

    assertThat(failure).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure.error()).isEqualTo("the layout has no image \"other:1\"; it has \"some:1\"");
  }

  @Test
  void anEmptyLayoutHasNoImage() {
    assertThat(failure(null)).isInstanceOf(ImageNotFoundInRegistry.class);
    absent("some:1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "1",
        "{}",
        "null",
        "{\"imageLayoutVersion\":1}",
        "{\"imageLayoutVersion\":\"2.0.0\"}",
        "{\"imageLayoutVersion\":\"1.0.0\"} more"
      })
  void theLayoutFileMustBeOfAKnownVersion(String content) throws IOException {
    layout.named("amd64", "some:1");
    Files.writeString(layout.directory().resolve("oci-layout"), content);

    assertThat(failure(null)).isInstanceOf(InspectImageFailure.class);
    assertThat(failure(null).error()).startsWith("oci-layout");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"manifests\":1}", "{\"config\":{},\"manifests\":[]}"})
  void theIndexMustBeOne(String content) throws IOException {
    Files.writeString(layout.directory().resolve("index.json"), content);

    assertThat(failure(null)).isInstanceOf(InspectImageFailure.class);
  }

  /** CVE-2024-3727: what is no digest builds no path. */
  @ParameterizedTest
  @ValueSource(
      strings = {"sha256:../../secret", "sha256:", "../x", "sha256:ABC", "md5:0123456789abcdef"})
  void whatIsNoDigestBuildsNoPath(String digest) throws IOException {
    Files.writeString(
        layout.directory().resolve("index.json"),
        "{\"manifests\":[{\"digest\":\"%s\",\"size\":1}]}".formatted(digest));

    assertThat(failure(null)).isInstanceOf(InspectImageFailure.class);
    assertThat(failure(null).error()).contains("digest");
  }

  @ParameterizedTest
  @CsvSource({"MANIFEST, manifest", "CONFIG, configuration"})
  void blobsAreVerified(String blob, String what) throws IOException {
    layout.named("amd64", "some:1");
    Path file = layout.directory().resolve(LayoutFixture.file(blob));
    Files.writeString(file, Files.readString(file).replace("\"layers\"", "\"Layers\""));

    assertThat(failure(null)).isInstanceOf(InspectImageFailure.class);
    assertThat(failure(null).error()).startsWith("the digest of the " + what + " does not match");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MANIFEST", "CONFIG"})
  void missingBlobsAreNotFound(String blob) throws IOException {
    layout.named("amd64", "some:1");
    Files.delete(layout.directory().resolve(LayoutFixture.file(blob)));

    assertThat(failure(null)).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure(null).error()).isEqualTo(LayoutFixture.file(blob) + " is not there");
  }

  @Test
  void theEngineSeesAllNamesOfTheImage() throws IOException {
    String digest = LayoutFixture.digestOf("amd64");
    layout
        .named("amd64", "docker.io/library/some:1")
        .named("arm64", "other:1")
        .named("amd64", "latest")
        .named("amd64", "quay.io/some/image@" + digest)
        .image("amd64", "");

    var engine = local().engine("oci", layout.directory(), digest);

    assertThat(engine.path("RepoTags").toString())
        .isEqualTo("[\"some:1\",\"latest\",\"quay.io/some/image@%s\"]".formatted(digest));
    assertThat(engine.path("RepoDigests").toString())
        .isEqualTo("[\"some@%1$s\",\"quay.io/some/image@%1$s\"]".formatted(digest));
  }

  /** The layout as a tar. */
  private Path archive() throws IOException {
    TarBytes tar = new TarBytes();
    try (Stream<Path> files = Files.walk(layout.directory())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tar.file(layout.directory().relativize(file).toString(), Files.readString(file));
      }
    }
    return tar.end().to(root.resolve("layout.tar"));
  }

  private LocalInspections local() {
    return LocalInspections.under(root);
  }

  private String inspected(@Nullable String tag) {
    return local().image("oci", layout.directory(), tag).path("Architecture").textValue();
  }

  private InspectFailure failure(@Nullable String tag) {
    return local().failure("oci", layout.directory(), tag);
  }

  private void absent(String tag) {
    assertThat(failure(tag)).isInstanceOf(ImageNotFoundInRegistry.class);
  }

  private void invalid(@Nullable String tag, String error) {
    assertThat(failure(tag)).isInstanceOf(InvalidInspectParameters.class);
    assertThat(failure(tag).error()).isEqualTo(error);
  }
}
