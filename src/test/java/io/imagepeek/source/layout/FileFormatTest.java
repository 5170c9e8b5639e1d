package io.imagepeek.source.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who asks with a transport that does not read what is there is told which one does. */
class FileFormatTest {

  private static final String VERSION = "Directory Transport Version: 1.1\n";

  @TempDir private Path root;
  private LayoutFixture layout;

  @BeforeEach
  void write() throws IOException {
    layout = new LayoutFixture(root.resolve("layout")).image("amd64", "");
    layout.packed().end().to(root.resolve("layout.tar"));
    SavedArchive.oneImage("l").file("l", "12345").end().to(root.resolve("saved.tar"));
    String config = SavedArchive.config(SavedArchive.DIFF_ID);
    layout
        .packed()
        .file(
            "manifest.json",
            "[%s]"
                .formatted(SavedArchive.item(SavedArchive.configName(config), List.of("a:1"), "l")))
        .file(SavedArchive.configName(config), config)
        .file("l", "12345")
        .end()
        .to(root.resolve("both.tar"));

    Path unpacked = Files.createDirectory(root.resolve("unpacked"));
    Files.writeString(unpacked.resolve("manifest.json"), "\n [{}]");

    Path directory = Files.createDirectory(root.resolve("directory"));
    byte[] manifest =
        Files.readAllBytes(layout.directory().resolve(LayoutFixture.file("MANIFEST")));
    Path blob = layout.directory().resolve(LayoutFixture.file("CONFIG"));
    Files.write(directory.resolve("manifest.json"), manifest);
    Files.copy(blob, directory.resolve(blob.getFileName()));
    Files.writeString(directory.resolve("version"), VERSION);
    new TarBytes()
        .file("version", VERSION)
        .file("manifest.json", manifest)
        .end()
        .to(root.resolve("directory.tar"));
    Files.createDirectory(root.resolve("empty"));
  }

  @ParameterizedTest
  @CsvSource({
    "oci, layout",
    "oci-archive, layout.tar",
    "docker-archive, saved.tar",
    "dir, directory",
    "oci-archive, both.tar",
    "docker-archive, both.tar"
  })
  void readsItsOwn(String transport, String name) {
    assertThat(
            LocalInspections.under(root)
                .image(transport, root.resolve(name), null)
                .path("Architecture")
                .textValue())
        .isEqualTo("amd64");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          docker-archive | layout.tar | archive holds an OCI layout, for which the transport is oci-archive
          oci            | layout.tar | archive holds an OCI layout, for which the transport is oci-archive
          dir            | layout.tar | archive holds an OCI layout, for which the transport is oci-archive
          oci-archive    | saved.tar  | archive holds what docker save writes, for which the transport is docker-archive
          oci            | saved.tar  | archive holds what docker save writes, for which the transport is docker-archive
          dir            | saved.tar  | archive holds what docker save writes, for which the transport is docker-archive
          oci            | both.tar   | archive holds an OCI layout, for which the transport is oci-archive, and what docker save writes, for which the transport is docker-archive
          dir            | layout     | directory holds an OCI layout, for which the transport is oci
          oci-archive    | layout     | directory holds an OCI layout, for which the transport is oci
          docker-archive | layout     | directory holds an OCI layout, for which the transport is oci
          oci            | directory  | directory holds what skopeo's transport dir writes, for which the transport is dir
          oci-archive    | directory  | directory holds what skopeo's transport dir writes, for which the transport is dir
          docker-archive | directory  | directory holds what skopeo's transport dir writes, for which the transport is dir
          oci-archive    | directory.tar | archive holds what skopeo's transport dir writes, for which the transport is dir, once it is unpacked
          docker-archive | directory.tar | archive holds what skopeo's transport dir writes, for which the transport is dir, once it is unpacked
          oci            | unpacked   | directory holds what docker save writes, for which the transport is docker-archive, of the archive that it was unpacked from
          dir            | unpacked   | directory holds what docker save writes, for which the transport is docker-archive, of the archive that it was unpacked from
          """)
  void namesTheTransportForTheOthers(String transport, String name, String error) {
    for (String tag : new String[] {null, "a:1"}) {
      InspectFailure failure =
          LocalInspections.under(root).failure(transport, root.resolve(name), tag);

      assertThat(failure).isInstanceOf(InvalidInspectParameters.class);
      assertThat(failure.error()).isEqualTo("containerImageTransport: the " + error);
    }
  }

  @ParameterizedTest
  @CsvSource({"oci, oci-layout is not there", "dir, manifest.json is not there"})
  void whatIsOfNoFormIsNotFound(String transport, String error) {
    InspectFailure failure =
        LocalInspections.under(root).failure(transport, root.resolve("empty"), null);

    assertThat(failure).isInstanceOf(ImageNotFoundInRegistry.class);
    assertThat(failure.error()).isEqualTo(error);
  }

  /** What would tell another form is nobody's concern where the one asked for is there. */
  @ParameterizedTest
  @ValueSource(strings = {"oci", "oci-archive"})
  void doesNotLookAtTheOtherForm(String transport) throws IOException {
    Files.createDirectory(layout.directory().resolve("manifest.json"));
    layout
        .packed()
        .file("manifest.json", "[]")
        .file("manifest.json", "{}")
        .end()
        .to(root.resolve("odd.tar"));
    Path path = transport.equals("oci") ? layout.directory() : root.resolve("odd.tar");

    assertThat(LocalInspections.under(root).image(transport, path, null).path("Os").textValue())
        .isEqualTo("linux");
  }

  /** A layer, say, in the place of the directory or archive that holds it. */
  @Test
  void aFileThatIsNoArchiveStaysWhatItIs() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "x".repeat(2_000));

    assertThat(LocalInspections.under(root).failure("oci", file, null).error())
        .isEqualTo("imageName: the path is not that of a directory");
    assertThat(LocalInspections.under(root).failure("oci-archive", file, null))
        .isInstanceOf(InspectImageFailure.class);
  }

  /** Of an archive the blobs, too, may be there twice. */
  @Test
  void aLayoutsFilesMayBeThereTwice() throws IOException {
    TarBytes twice = layout.packed();
    twice.raw(layout.packed().toBytes());

    assertThat(
            LocalInspections.under(root)
                .image("oci-archive", twice.end().to(root.resolve("twice.tar")), null)
                .path("Architecture")
                .textValue())
        .isEqualTo("amd64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"oci-layout", "index.json", "MANIFEST", "CONFIG"})
  void aLayoutsFilesMustNotDiffer(String name) throws IOException {
    String file = LayoutFixture.file(name);
    TarBytes twice = layout.packed().file(file, "{}");

    InspectFailure failure =
        LocalInspections.under(root)
            .failure("oci-archive", twice.end().to(root.resolve("twice.tar")), null);

    assertThat(failure).isInstanceOf(InspectImageFailure.class);
    assertThat(failure.error()).contains(file + " occurs more than once");
  }
}
