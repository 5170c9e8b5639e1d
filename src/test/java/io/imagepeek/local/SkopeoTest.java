package io.imagepeek.local;

import static io.imagepeek.local.GoldenComparison.FIELDS;
import static io.imagepeek.local.GoldenComparison.assertAgrees;
import static io.imagepeek.local.GoldenComparison.assertFields;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.imagepeek.failure.InspectFailure;
import io.imagepeek.golden.GoldenAnswers;
import io.imagepeek.golden.GoldenAnswers.Answer;
import io.imagepeek.source.layout.LocalInspections;
import io.imagepeek.testing.RequiresTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the real skopeo writes is read as it reads it itself, for every image of the test layout
 * that it can write. The lists of those that it cannot are what version 1.9.3 refuses; newer ones
 * refuse fewer.
 */
@RequiresTools(value = "skopeo", packages = "skopeo")
class SkopeoTest {

  /** Images that have no single platform for this machine, or are none at all. */
  private static final Set<String> WRITTEN_NOWHERE =
      Set.of(
          "digests/sha512-blobs:latest",
          "layers/nondistributable-oci:latest",
          "multi/empty-index:latest",
          "multi/nested:latest",
          "multi/nested:with-platform",
          "multi/upper-case-arch:latest",
          "multi/windows-only:latest");

  /** Artifacts, and layers of types that Docker does not know. */
  private static final Set<String> NO_DOCKER_IMAGES =
      Set.of(
          "artifacts/empty-layer:v1",
          "artifacts/helm:0.1.0",
          "artifacts/wasm:v1",
          "config/empty-file:latest",
          "layers/docker-types-in-oci:latest",
          "layers/encrypted:latest",
          "layers/zstd-chunked:latest",
          "layers/zstd:latest");

  /** Docker's form of an OCI image: what says what the image is stays. */
  private static final List<String> KEPT =
      List.of("Labels", "Architecture", "Os", "Env");

  @TempDir private Path scratch;

  @ParameterizedTest
  @CsvSource({"dir, .dir", "oci-archive, .tar", "oci, .oci", "docker-archive, .tar"})
  void readsWhatItWroteAsItDoes(String transport, String suffix) {
    LocalInspections local = LocalInspections.under(scratch);
    DirectoryFixture fixture = new DirectoryFixture();
    Set<String> refused = new TreeSet<>();
    Map<String, JsonNode> said = new TreeMap<>();
    Map<String, JsonNode> read = new TreeMap<>();
    for (String image : LayoutGoldenTest.images()) {
      Path made = fixture.write(image, scratch.resolve("made" + said.size() + refused.size()));
      Path written = scratch.resolve("written" + said.size() + refused.size() + suffix);
      String target = transport + ":" + written;
      if (copy("dir:" + made, target).exit() != 0) {
        refused.add(image);
        continue;
      }
      Tool.Result inspected = Tool.attempt("skopeo", "inspect", target);
      if (inspected.exit() == 0) {
        said.put(image, parse(inspected.output()));
        read.put(image, local.image(transport, written, null));
      } else {
        assertThat(local.failure(transport, written, null))
            .as(image + ": " + inspected.error())
            .isInstanceOf(InspectFailure.class);
      }
    }
    System.out.println(transport + " " + refused);
    said.forEach((image, output) -> assertFields(image, read.get(image), output, FIELDS));
  }

  private static Tool.Result copy(String from, String to) {
    return Tool.attempt("skopeo", "--insecure-policy", "copy", "-q", from, to);
  }

  private static JsonNode parse(String json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new AssertionError(json, e);
    }
  }
}
