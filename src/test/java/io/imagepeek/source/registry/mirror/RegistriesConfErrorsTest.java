package io.imagepeek.source.registry.mirror;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stops the start, and what it says. */
class RegistriesConfErrorsTest {

  private static RegistriesConf parse(String toml) {
    return RegistriesConf.parse("test.conf", toml.getBytes(UTF_8));
  }

  static Stream<Arguments> wrong() {
    String registry = "[[registry]]\nlocation = 'a.example'\n";
    String mirror = registry + "[[registry.mirror]]\n";
    String first = "test.conf: [[registry]] number 1: ";
    String second = "test.conf: [[registry]] number 2: ";
    String firstMirror = first + "[[registry.mirror]] number 1: ";
    String noName = " is not a host[:port] that images' names can have, nor such with a path";
    return Stream.of(
        // Types
        Arguments.of(
            "registry = 1",
            "test.conf: registry: must be an array of tables, written as [[registry]]"),
        Arguments.of(
            "[registry]\nlocation = 'a.example'",
            "test.conf: registry: must be an array of tables"),
        Arguments.of("registry = ['a.example']", "test.conf: registry: has an element that is not"),
        Arguments.of("[[registry]]\nlocation = 1", first + "location: must be a string"),
        Arguments.of("[[registry]]\nlocation = 1979-05-27", first + "location: must be a string"),
        Arguments.of(
            "[[registry]]\nlocation = ['a.example']", first + "location: must be a string"),
        Arguments.of(registry + "prefix = true", first + "prefix: must be a string"),
        Arguments.of(registry + "insecure = 'true'", first + "insecure: must be true or false"),
        Arguments.of(registry + "blocked = 1", first + "blocked: must be true or false"),
        Arguments.of(registry + "Blocked = 1", first + "blocked: must be true or false"),
        Arguments.of(
            registry + "mirror-by-digest-only = 'no'",
            first + "mirror-by-digest-only: must be true or false"),
        Arguments.of(
            registry + "mirror = 'm.example'", first + "mirror: must be an array of tables"),
        Arguments.of(registry + "[registry.mirror]", first + "mirror: must be an array of tables"),
        Arguments.of(mirror + "location = 1", firstMirror + "location: must be a string"),
        Arguments.of(
            mirror + "location = 'm.example'\npull-from-mirror = true",
            firstMirror + "pull-from-mirror: must be a string"),
        Arguments.of(
            registry + "LOCATION = 'b.example'",
            first + "location: is given twice, in upper and in lower case"),
        // What has to be there
        Arguments.of("[[registry]]", first + "location: is missing"),
        Arguments.of("[[registry]]\nlocation = ''", first + "location: is missing"),
        Arguments.of("[[registry]]\nprefix = 'a.example'", first + "location: is missing"),
        Arguments.of(mirror, firstMirror + "location: is missing"),
        Arguments.of(mirror + "location = ''", firstMirror + "location: is missing"),
        // Names
        Arguments.of(
            "[[registry]]\nlocation = 'https://a.example'",
            first + "location: \"https://a.example\" has a scheme, which names of images have not"),
        Arguments.of(
            registry + "prefix = 'http://a.example'", first + "prefix: \"http://a.example\" has a"),
        Arguments.of(
            mirror + "location = 'http://m.example'", firstMirror + "location: \"http://m.example"),
        Arguments.of("[[registry]]\nlocation = 'alpine'", first + "location: \"alpine\"" + noName),
        Arguments.of("[[registry]]\nlocation = '/'", first + "location: \"\"" + noName),
        Arguments.of("[[registry]]\nlocation = 'a.example/X'", first + "location: \"a.example/X\""),
        Arguments.of("[[registry]]\nlocation = 'a.example//x'", first + "location: \"a.example//"),
        Arguments.of("[[registry]]\nlocation = 'a.example:0'", first + "location: \"a.example:0\""),
        Arguments.of("[[registry]]\nlocation = 'a.example:tag'", first + "location: \"a.example:"),
        Arguments.of("[[registry]]\nlocation = 'team/app'", first + "location: \"team/app\""),
        Arguments.of("[[registry]]\nlocation = 'u@a.example'", first + "location: \"u@a.example\""),
        Arguments.of("[[registry]]\nlocation = 'ftp://a.example'", first + "location: \"ftp://a."),
        Arguments.of(
            "[[registry]]\nlocation = '*.example'", first + "location: \"*.example\"" + noName),
        Arguments.of(
            registry + "prefix = 'a.example/x@sha256:12'",
            first + "prefix: \"a.example/x@sha256:12\"" + noName),
        Arguments.of(
            registry + "prefix = 'a.*.example'", first + "prefix: \"a.*.example\" has a wildcard"),
        Arguments.of(registry + "prefix = '*'", first + "prefix: \"*\" has a wildcard that is not"),
        Arguments.of(
            registry + "prefix = '*.example/x'",
            first + "prefix: \"*.example/x\" has a wildcard and more than a host"),
        Arguments.of(
            registry + "prefix = '*.example:5000'",
            first + "prefix: \"*.example:5000\" has a wildcard and more than a host"),
        Arguments.of(registry + "prefix = '*.*.example'", first + "prefix: \"x.*.example\""),
        Arguments.of(registry + "prefix = '*.'", first + "prefix: \"x.\"" + noName),
        Arguments.of(
            "[[registry]]\nprefix = 'a.example/x:1'\nlocation = 'b.example/x:2'",
            first + "location: \"b.example/x:2\" has another tag or digest than the prefix"),
        Arguments.of(
            "[[registry]]\nprefix = 'a.example/x'\nlocation = 'b.example/x:2'",
            first + "location: \"b.example/x:2\" has another tag or digest than the prefix"),
        Arguments.of(
            mirror + "location = 'm.example/x:1'",
            firstMirror + "location: \"m.example/x:1\" has another tag or digest than the prefix"),
        // What contradicts itself
        Arguments.of(
            registry + registry, second + "prefix: an earlier table has \"a.example\" too"),
        Arguments.of(
            registry + "[[registry]]\nprefix = 'A.example/'\nlocation = 'b.example'",
            second + "prefix: an earlier table has \"a.example\" too"),
        Arguments.of(
            registry
                + "[[registry]]\nprefix = 'b.example'\nlocation = 'a.example'\ninsecure = true",
            second + "insecure: an earlier table says otherwise of \"a.example\""),
        Arguments.of(
            registry + "[[registry]]\nprefix = 'b.example'\nlocation = 'a.example'\nblocked = true",
            second + "blocked: an earlier table says otherwise of \"a.example\""),
        Arguments.of(
            registry + "pull-from-mirror = 'all'", first + "pull-from-mirror: belongs to mirrors"),
        Arguments.of(
            mirror + "location = 'm.example'\npull-from-mirror = 'never'",
            firstMirror + "pull-from-mirror: \"never\" is not one of all, digest-only, tag-only"),
        Arguments.of(
            registry
                + "mirror-by-digest-only = true\n[[registry.mirror]]\nlocation = 'm.example'\n"
                + "pull-from-mirror = 'all'",
            firstMirror + "pull-from-mirror: cannot stand beside the registry's mirror-by-digest"),
        // Version 1
        Arguments.of(
            "[registries.search]\nregistries = ['a.example']",
            "test.conf: registries: is the format's version 1, which is not read"),
        Arguments.of(
            "[registries.block]\nregistries = ['a.example']\n" + registry,
            "test.conf: registries: is the format's version 1, which is not read"),
        // TOML
        Arguments.of("[[registry]]\nlocation", "test.conf: not TOML in line 2, column "),
        Arguments.of("location = 'a\n'", "test.conf: not TOML in line 1, column "),
        Arguments.of("a = 1\na = 2", "test.conf: not TOML in line 2, column "),
        Arguments.of("{\"registry\": []}", "test.conf: not TOML in line 1, column "),
        // Of the right form, and none all the same
        Arguments.of("a = 25:00:00", "test.conf: not TOML: "),
        Arguments.of("a = 2024-13-01T00:00:00Z", "test.conf: not TOML: "));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void saysFileTableAndField(String toml, String beginning) {
    assertThatThrownBy(() -> parse(toml))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(beginning);
  }

  @Test
  void emptyTablesOfVersion1AreLeftAlone() {
    String empty =
        """
        [registries.search]
        registries = []
        [registries.block]
        registries = []
        """;

    assertThat(parse(empty).insecureHosts()).isEmpty();
  }

  @Test
  void tellsUnknownKeysAndGoesOn() {
    RegistriesConf conf =
        parse(
            """
            nonsense = 1
            additional-layer-store-auth-helper = "x"
            unqualified-search-registries = 3
            [[registry]]
            location = "a.example"
            blokced = true
            [[registry.mirror]]
            location = "m.example"
            INSECURE = true
            nested.deep = 1
            [other.table]
            x = 1
            """);

    assertThat(conf.unknownKeys())
        .containsExactlyInAnyOrder(
            "nonsense", "other", "registry.blokced", "registry.mirror.nested");
    assertThat(conf.insecureHosts()).containsExactly("m.example");
  }

  static Stream<Arguments> hostile() {
    return Stream.of(
        Arguments.of("nested arrays", "a = " + "[".repeat(500_000)),
        Arguments.of("nested tables", "a = " + "{a=".repeat(300_000)),
        Arguments.of("dotted registry", "registry" + ".a".repeat(50_000) + " = 1"),
        Arguments.of("dotted version 1", "registries" + ".a".repeat(50_000) + " = 1"),
        Arguments.of("too many tables", "[[registry]]\nlocation='a.example'\n".repeat(25_000)),
        Arguments.of(
            "too many mirrors",
            "[[registry]]\nlocation='a.example'\n"
                + "[[registry.mirror]]\nlocation='a.example'\n".repeat(20_000)),
        Arguments.of(
            "long name", "[[registry]]\nlocation='a.example/" + "a".repeat(1_000_000) + "'"),
        Arguments.of("long host", "[[registry]]\nlocation='" + "a.".repeat(500_000) + "'"),
        Arguments.of("long number", "a = " + "9".repeat(1_000_000)),
        Arguments.of("long key", "a".repeat(1_000_000)),
        Arguments.of("open string", "a = '''" + "\n".repeat(1_000_000)),
        Arguments.of("control characters", "a = \"\u0000\""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("hostile")
  void refusesHostileFilesSoon(String name, String toml) {
    assertThat(toml.length()).as(name).isLessThanOrEqualTo(RegistriesConf.MAX_BYTES);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> parse(toml))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .startsWith("test.conf: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a%s = 1", "[a%s]", "[[a%s]]", "[[registry]]\nlocation='b.example'\na%s = 1"})
  void isNotHarmedByTheDepthOfWhatItDoesNotKnow(String toml) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(parse(toml.formatted(".a".repeat(50_000))).unknownKeys())
                .singleElement()
                .asString()
                .endsWith("a"));
  }

  @Test
  void holdsAsManyTablesAsItSays() {
    StringBuilder toml = new StringBuilder();
    for (int i = 0; i < RegistriesConf.MAX_TABLES; i++) {
      toml.append("[[registry]]\nlocation='a%d.example'\ninsecure=true\n".formatted(i));
    }

    assertThat(parse(toml.toString()).insecureHosts()).hasSize(RegistriesConf.MAX_TABLES);
    toml.append("[[registry]]\nlocation='b.example'\n");
    assertThatThrownBy(() -> parse(toml.toString()))
        .hasMessage("test.conf: the file has more than 2000 tables");
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] latin1 = {'a', '=', '"', (byte) 0xe9, '"'};

    assertThatThrownBy(() -> RegistriesConf.parse("test.conf", latin1))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("test.conf: not TOML");
  }

  @Test
  void readsFiles(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("registries.conf");
    Files.writeString(file, "[[registry]]\nlocation='a.example'\ninsecure=true\n");

    assertThat(RegistriesConf.read(file).insecureHosts()).containsExactly("a.example");

    Files.write(file, new byte[RegistriesConf.MAX_BYTES + 1]);
    assertThatThrownBy(() -> RegistriesConf.read(file))
        .hasMessage(file + ": the file has more than 1048576 bytes");

    Path missing = directory.resolve("missing.conf");
    assertThatThrownBy(() -> RegistriesConf.read(missing))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith(missing + ": the file cannot be read: ");
  }
}
