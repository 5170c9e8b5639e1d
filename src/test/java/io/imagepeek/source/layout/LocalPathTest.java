package io.imagepeek.source.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is read, and nothing told, of what is not under the operator's roots. */
class LocalPathTest {

  private static final String OUTSIDE =
      "imageName: the path is not within the directories that the operator allows"
          + " (imagepeek.local.roots)";

  private static final String STRAY =
      "imageName: a symbolic link of the path does not lead to anything within the directories"
          + " that the operator allows (imagepeek.local.roots)";

  @TempDir private Path scratch;
  private Path root;
  private Path layout;
  private LocalInspections local;

  @BeforeEach
  void write() throws IOException {
    root = Files.createDirectory(scratch.resolve("root"));
    layout = LayoutFixture.write(root.resolve("layout"));
    LayoutFixture.write(scratch.resolve("outside"));
    local = LocalInspections.under(root);
  }

  @Test
  void readsWhatIsUnderARoot() {
    assertThat(architecture(layout)).isEqualTo("amd64");
    assertThat(local.image("oci", layout + "/./", null, null, LayoutFixture.NO_TAGS)).isNotNull();
  }

  @Test
  void allowsNothingWhereNothingIsListed() {
    InspectFailure failure = LocalInspections.under().failure("oci", layout, null);

    assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
    assertThat(failure.error())
        .isEqualTo("imageName: the operator allows no local files (imagepeek.local.roots)");
  }

  @ParameterizedTest
  @CsvSource({
    "layout, the path must be absolute",
    "'', the path must be absolute",
    "./layout, the path must be absolute",
    "ROOT/../root/layout, the path must not have .. in it",
    "ROOT/layout/.., the path must not have .. in it",
    "/.., the path must not have .. in it",
  })
  void refusesOtherForms(String path, String error) {
    refused(path.replace("ROOT", root.toString()), "imageName: " + error);
  }

  @Test
  void refusesCharactersThatNoPathHas() {
    refused(layout + "\0", "imageName: the path has characters that no path has");
  }

  @Test
  void refusesLongPaths() {
    refused("/" + "x".repeat(4_096), "imageName: the path has more than 4096 characters");
  }

  /** The answer is the same whether it exists or not. */
  @ParameterizedTest
  @ValueSource(strings = {"/", "/etc/passwd", "/nowhere", "OUTSIDE", "ROOT-not", "OUTSIDE/none"})
  void refusesWhatIsElsewhere(String path) {
    refused(
        path.replace("OUTSIDE", scratch.resolve("outside").toString())
            .replace("ROOT", root.toString()),
        OUTSIDE);
  }

  /** The answer is the same whether the link leads to something or to nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"OUTSIDE", "../outside", "/nowhere", "../none", "link", "/etc"})
  void refusesLinksThatLeadOut(String target) throws IOException {
    Path to = Path.of(target.replace("OUTSIDE", scratch.resolve("outside").toString()));
    Files.createSymbolicLink(root.resolve("link"), to);

    refused(root.resolve("link").toString(), STRAY);
    refused(root.resolve("link/index.json").toString(), STRAY);
  }

  @Test
  void followsLinksWithinARoot() throws IOException {
    Files.createSymbolicLink(root.resolve("link"), Path.of("layout"));

    assertThat(architecture(root.resolve("link"))).isEqualTo("amd64");
  }

  @Test
  void aRootMayBeALinkItself() throws IOException {
    Path link = Files.createSymbolicLink(scratch.resolve("link"), root);
    local = LocalInspections.under(link);

    assertThat(architecture(link.resolve("layout"))).isEqualTo("amd64");
    assertThat(architecture(root.resolve("layout").toRealPath())).isEqualTo("amd64");
    refused(scratch.resolve("outside").toString(), OUTSIDE);
  }

  @Test
  void oneOfSeveralRootsIsEnough() throws IOException {
    local = LocalInspections.under(scratch.resolve("absent"), scratch.resolve("outside"), root);
    Files.createSymbolicLink(root.resolve("link"), scratch.resolve("outside"));

    assertThat(architecture(root.resolve("link"))).isEqualTo("amd64");
    notFound(scratch.resolve("absent/image"), "there is no such file or directory");
  }

  @Test
  void tellsWhatIsMissingUnderARoot() {
    notFound(root.resolve("none"), "there is no such file or directory");
    notFound(layout.resolve("index.json/more"), "there is no such file or directory");
    notFound(root, "oci-layout is not there");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci-layout", "index.json", "MANIFEST", "CONFIG"})
  void refusesFilesOfALayoutThatAreLinksOut(String name) throws IOException {
    String file = LayoutFixture.file(name);
    Path outside = scratch.resolve("outside").resolve(file);
    assertThat(outside).exists();
    Files.delete(layout.resolve(file));
    Files.createSymbolicLink(layout.resolve(file), outside);

    InspectFailure failure = local.failure("oci", layout, null);

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error())
        .isEqualTo(
            file
                + " is a symbolic link out of the directories that the operator allows"
                + " (imagepeek.local.roots)");
  }

  @Test
  void refusesBlobDirectoriesThatAreLinksOut() throws IOException {
    Files.move(layout.resolve("blobs"), scratch.resolve("blobs"));
    Files.createSymbolicLink(layout.resolve("blobs"), scratch.resolve("blobs"));

    assertThat(local.failure("oci", layout, null).error()).contains("is a symbolic link out");
  }

  @Test
  void layoutsMayShareBlobsWithinTheRoots() throws IOException {
    Files.move(layout.resolve("blobs"), root.resolve("shared"));
    Files.createSymbolicLink(layout.resolve("blobs"), Path.of("../shared"));

    assertThat(architecture(layout)).isEqualTo("amd64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci-layout", "index.json", "MANIFEST", "CONFIG"})
  void opensNoPipes(String name) throws Exception {
    String file = LayoutFixture.file(name);
    Files.delete(layout.resolve(file));
    pipe(layout.resolve(file));

    InspectFailure failure =
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> local.failure("oci", layout, null));

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).isEqualTo(file + " is not a regular file");
  }

  @ParameterizedTest
  @CsvSource({
    "oci, directory",
    "dir, directory",
    "oci-archive, regular file",
    "docker-archive, regular file"
  })
  void refusesPathsOfAnotherKind(String transport, String wanted) throws Exception {
    pipe(root.resolve("pipe"));
    Path empty = Files.createDirectory(root.resolve("empty"));

    InspectFailure pipe = local.failure(transport, root.resolve("pipe"), null);
    InspectFailure other =
        local.failure(
            transport, wanted.equals("directory") ? layout.resolve("index.json") : empty, null);

    assertThat(List.of(pipe, other))
        .allSatisfy(
            failure -> {
              assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
              assertThat(failure.error())
                  .isEqualTo("imageName: the path is not that of a " + wanted);
            });
  }

  @Test
  void devicesAreNoFiles() {
    local = LocalInspections.under(Path.of("/dev"));

    assertThat(local.failure("oci-archive", "/dev/zero", null).error())
        .isEqualTo("imageName: the path is not that of a regular file");
  }

  /** What the file system says of such files is no size. */
  @Test
  void boundsFilesThatSayToBeEmpty() throws IOException {
    local = LocalInspections.under(Path.of("/proc/self"), root);
    Files.delete(layout.resolve("oci-layout"));
    Files.createSymbolicLink(layout.resolve("oci-layout"), Path.of("/proc/self/smaps"));
    Assumptions.assumeTrue(Files.isReadable(Path.of("/proc/self/smaps")));

    assertThat(local.failure("oci", layout, null)).isInstanceOf(InspectImageFailure.class);
  }

  @Test
  void boundsFiles() throws IOException {
    Files.write(layout.resolve("oci-layout"), new byte[65_537]);

    assertThat(local.failure("oci", layout, null).error())
        .isEqualTo("oci-layout has more bytes than the limit of 65536");
  }

  @Test
  void saysWhatMayNotBeRead() throws IOException {
    Files.setPosixFilePermissions(
        layout.resolve("index.json"), PosixFilePermissions.fromString("---------"));
    Assumptions.assumeFalse(Files.isReadable(layout.resolve("index.json")), "root reads it all");

    InspectFailure failure = local.failure("oci", layout, null);

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).isEqualTo("index.json may not be read: permission denied");
  }

  @Test
  void rootsMustBeAbsolute() {
    assertThatThrownBy(() -> new LocalFiles(List.of("images")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imagepeek.local.roots: images is not an absolute path");
  }

  private String architecture(Path path) {
    return local.image("oci", path, null).path("Architecture").textValue();
  }

  private void refused(String path, String error) {
    InspectFailure failure = local.failure("oci", path, null);

    assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
    assertThat(failure.error()).isEqualTo(error);
  }

  private void notFound(Path path, String error) {
    InspectFailure failure = local.failure("oci", path, null);

    assertThat(failure).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure.error()).isEqualTo(error);
  }

  private static void pipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }
}
