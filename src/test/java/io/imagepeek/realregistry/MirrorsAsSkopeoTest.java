package io.imagepeek.realregistry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.golden.TestLayout;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.registry.mirror.RegistriesConf;
import io.imagepeek.testing.RequiresTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where the real skopeo (version 1.9.3) reads an image under a {@code registries.conf}, and where
 * we would. It tells each place that it tries; all of them are on this machine.
 */
@RequiresRealRegistry
@RequiresTools(value = "skopeo", packages = "skopeo")
class MirrorsAsSkopeoTest {

  private static final int SECONDS = 60;
  private static final Pattern TRYING = Pattern.compile("Trying to access \\\\\"([^\"\\\\]+)");
  private static final Pattern BLOCKED =
      Pattern.compile("Accessing \\\\\"([^\"\\\\]+)\\\\\" failed: registry \\S+ is blocked in");

  private static final String IMAGE = "basic/docker";

  /** ONE and TWO are real registries; nothing listens on the ports 1 to 9. */
  private static final String CONF =
      """
      unqualified-search-registries = ["example.com"]
      unknown = 1
      [[registry]]
      prefix = "example.com/foo"
      location = "TWO/bar/"
      insecure = true
      [[registry.mirror]]
      location = "127.0.0.1:1/first"
      [[registry.mirror]]
      location = "ONE/second"
      insecure = true
      [[registry]]
      prefix = "example.com/foo/deeper"
      location = "127.0.0.1:2"
      [[registry]]
      Prefix = "upper.example.com"
      LOCATION = "127.0.0.1:2/upper"
      unknown = true
      [[registry]]
      prefix = "docker.io"
      location = "127.0.0.1:3/hub"
      [[registry]]
      prefix = "docker.io/team"
      location = "127.0.0.1:3/team"
      [[registry]]
      prefix = "localhost:5000"
      location = "127.0.0.1:4"
      [[registry]]
      prefix = "*.wild.example.com"
      location = "127.0.0.1"
      [[registry]]
      prefix = "*.more.wild.example.com"
      location = "127.0.0.1:5/more"
      [[registry]]
      prefix = "one.wild.example.com"
      location = "127.0.0.1:6"
      [[registry]]
      prefix = "*.0.0.1"
      [[registry.mirror]]
      location = "127.0.0.1:7/unchanged"
      [[registry]]
      prefix = "digests.example.com"
      location = "127.0.0.1:8"
      mirror-by-digest-only = true
      [[registry.mirror]]
      location = "127.0.0.1:9/m"
      [[registry]]
      prefix = "uses.example.com"
      location = "127.0.0.1:8/uses"
      [[registry.mirror]]
      location = "127.0.0.1:9/tags"
      pull-from-mirror = "tag-only"
      [[registry.mirror]]
      location = "127.0.0.1:9/digests"
      pull-from-mirror = "digest-only"
      [[registry.mirror]]
      location = "127.0.0.1:9/all"
      pull-from-mirror = "all"
      [[registry]]
      location = "blocked.example.com"
      blocked = true
      [[registry]]
      location = "mirrors.example.com"
      blocked = true
      [[registry.mirror]]
      location = "127.0.0.1:9/instead"
      [[registry]]
      prefix = "leads.example.com"
      location = "blocked.example.com/x"
      [[registry.mirror]]
      location = "127.0.0.1:9/allowed"

      # What is different
      [[registry]]
      prefix = "host.example.com"
      location = "127.0.0.1"
      [[registry]]
      prefix = "tagged.example.com/app:1"
      location = "127.0.0.1:2/tagged"
      [[registry]]
      prefix = "tagged.example.com"
      location = "127.0.0.1:2/all"
      [[registry]]
      prefix = "*.tie.example.com"
      location = "127.0.0.1:2/wildcard"
      [[registry]]
      prefix = "a.tie.example.com"
      location = "127.0.0.1:2/host"
      [[registry]]
      prefix = "moved.example.com"
      location = "127.0.0.1:2/moved"
      blocked = true
      """;

  @TempDir private static Path directory;
  private static RealRegistry one;
  private static RealRegistry two;
  private static Path file;
  private static RegistriesConf conf;

  /** What skopeo said at the end of a run. */
  private record Run(int exit, String error) {

    /** The places that it asked, in order. */
    List<String> asked() {
      List<String> asked = new ArrayList<>(all(TRYING));
      asked.removeAll(all(BLOCKED));
      return asked;
    }

    private List<String> all(Pattern pattern) {
      return pattern.matcher(error).results().map(MirrorsAsSkopeoTest::first).toList();
    }
  }

  private static String first(MatchResult found) {
    return found.group(1);
  }

  @BeforeAll
  static void start() throws IOException {
    one = RealRegistry.startOpen();
    two = RealRegistry.startOpen();
    new LayoutPusher(TestLayout.load().only(IMAGE), two).push();
    file = directory.resolve("registries.conf");
    Files.writeString(file, CONF.replace("ONE", one.address()).replace("TWO", two.address()));
    conf = RegistriesConf.read(file);
  }

  @AfterAll
  static void stop() {
    one.close();
    two.close();
  }

  private static Run skopeo(Path registriesConf, String image) {
    try {
      Path error = Files.createTempFile(directory, "skopeo", ".err");
      ProcessBuilder builder =
          new ProcessBuilder(
                  "skopeo",
                  "--debug",
                  "--registries-conf",
                  registriesConf.toString(),
                  "inspect",
                  "--no-tags",
                  "docker://" + image)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(error.toFile());
      // No login, and no further files, of whoever runs this.
      builder.environment().put("HOME", directory.toString());
      builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
      Process process = builder.start();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("skopeo did not end");
      }
      return new Run(process.exitValue(), Files.readString(error, UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static List<String> ours(String image) {
    try {
      return conf.endpoints(ImageReference.parse(image, null)).stream()
          .map(endpoint -> endpoint.reference().toString())
          .toList();
    } catch (InvalidInspectParameters e) {
      return List.of();
    }
  }

  private static String addressed(String text) {
    return text.replace("ONE", one.address()).replace("TWO", two.address());
  }

  @ParameterizedTest
  @CsvSource({
    "example.com/foo/none:1, 127.0.0.1:1/first/none:1 ONE/second/none:1 TWO/bar/none:1",
    "example.com/foo, 127.0.0.1:1/first:latest ONE/second:latest TWO/bar:latest",
    "example.com/foo/deeper/none, 127.0.0.1:2/none:latest",
    // The location has no path, and none is left
    "example.com/foo/deeper,",
    "example.com/foo/deepers, 127.0.0.1:1/first/deepers:latest ONE/second/deepers:latest"
        + " TWO/bar/deepers:latest",
    "upper.example.com/none, 127.0.0.1:2/upper/none:latest",
    "none, 127.0.0.1:3/hub/library/none:latest",
    "docker.io/none, 127.0.0.1:3/hub/library/none:latest",
    "index.docker.io/none, 127.0.0.1:3/hub/library/none:latest",
    "docker.io/team/none:2, 127.0.0.1:3/team/none:2",
    "docker.io/teams/none:2, 127.0.0.1:3/hub/teams/none:2",
    "localhost:5000/none, 127.0.0.1:4/none:latest",
    "a.wild.example.com/none, 127.0.0.1/none:latest",
    "b.a.wild.example.com/none, 127.0.0.1/none:latest",
    "a.wild.example.com:9/none, 127.0.0.1:9/none:latest",
    "a.more.wild.example.com/none, 127.0.0.1:5/more/none:latest",
    "one.wild.example.com/none, 127.0.0.1:6/none:latest",
    "two.one.wild.example.com/none, 127.0.0.1/none:latest",
    "127.0.0.1/none, 127.0.0.1:7/unchanged/none:latest 127.0.0.1/none:latest",
    "digests.example.com/none, 127.0.0.1:8/none:latest",
    "digests.example.com/none@DIGEST, 127.0.0.1:9/m/none@DIGEST 127.0.0.1:8/none@DIGEST",
    "uses.example.com/none,"
        + " 127.0.0.1:9/tags/none:latest 127.0.0.1:9/all/none:latest 127.0.0.1:8/uses/none:latest",
    "uses.example.com/none@DIGEST, 127.0.0.1:9/digests/none@DIGEST 127.0.0.1:9/all/none@DIGEST"
        + " 127.0.0.1:8/uses/none@DIGEST",
    "blocked.example.com/none,",
    "blocked.example.com:5000/none,",
    "mirrors.example.com/none, 127.0.0.1:9/instead/none:latest",
    "leads.example.com/none, 127.0.0.1:9/allowed/none:latest",
  })
  void asksWhereSkopeoAsks(String image, String places) {
    String digest = "sha256:" + "ab".repeat(32);
    String asked = image.replace("DIGEST", digest);
    List<String> expected =
        places == null
            ? List.of()
            : List.of(addressed(places).replace("DIGEST", digest).split(" "));

    Run run = skopeo(file, asked);

    assertThat(run.exit()).as(run.error()).isNotZero();
    assertThat(run.asked()).as(run.error()).isEqualTo(expected);
    assertThat(ours(asked)).isEqualTo(expected);
  }

  /**
   * It takes a port for a part of the name, tags for none, a wildcard before a host of the same
   * length, and leaves unblocked what is located elsewhere; the port of a wildcard's host makes a
   * location that has a path invalid.
   */
  @ParameterizedTest
  @CsvSource({
    "host.example.com:9/none, 127.0.0.1:9/none:latest, host.example.com:9/none:latest",
    "tagged.example.com/app:1, 127.0.0.1:2/all/app:1, 127.0.0.1:2/tagged:1",
    "a.tie.example.com/none, 127.0.0.1:2/wildcard/none:latest, 127.0.0.1:2/host/none:latest",
    "moved.example.com/none, 127.0.0.1:2/moved/none:latest,",
    "a.more.wild.example.com:9/none,, 127.0.0.1:5/more/none:latest",
    "UPPER.example.com/none, UPPER.example.com/none:latest, 127.0.0.1:2/upper/none:latest",
  })
  void differsOnPurpose(String image, String skopeo, String ours) {
    assertThat(skopeo(file, image).asked()).isEqualTo(skopeo == null ? List.of() : List.of(skopeo));
    assertThat(ours(image)).isEqualTo(ours == null ? List.of() : List.of(ours));
  }

  @Test
  void theSecondMirrorServes() throws IOException {
    Path serving = directory.resolve("serving.conf");
    String text =
        addressed(
            """
            [[registry]]
            prefix = "example.com/renamed"
            location = "127.0.0.1:1"
            [[registry.mirror]]
            location = "ONE/none"
            insecure = true
            [[registry.mirror]]
            location = "TWO/basic"
            insecure = true
            """);
    Files.writeString(serving, text);

    Run run = skopeo(serving, "example.com/renamed/docker");

    assertThat(run.exit()).as(run.error()).isZero();
    List<String> ours =
        RegistriesConf.read(serving)
            .endpoints(ImageReference.parse("example.com/renamed/docker", null))
            .stream()
            .map(endpoint -> endpoint.reference().toString())
            .toList();
    assertThat(run.asked()).isEqualTo(ours.subList(0, 2));
    assertThat(one.requests()).contains("GET /v2/none/docker/manifests/latest");
    assertThat(two.requests()).contains("GET /v2/basic/docker/manifests/latest");
  }
}
