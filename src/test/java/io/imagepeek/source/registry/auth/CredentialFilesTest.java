package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.Credentials.IdentityToken;
import io.imagepeek.source.Credentials.Password;
import io.imagepeek.source.Credentials.RegistryToken;
import io.imagepeek.testing.CapturedLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialFilesTest {

  /** As long as the tokens that clouds give for passwords. */
  private static final String LONG = "p4ss:".repeat(200) + "end";

  private Path directory;
  private Path file;
  private HelperScripts scripts;
  private CredentialFiles files;

  @BeforeEach
  void files(@TempDir Path temporary) {
    directory = temporary;
    file = directory.resolve("config.json");
    scripts = new HelperScripts(directory);
    files = new CredentialFiles(List.of(file), scripts.runner());
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** An entry of {@code auths} whose user is {@code user}. */
  private static String auth(String key, String user) {
    return "\"" + key + "\":{\"auth\":\"" + base64(user + ":p") + "\"}";
  }

  /** The user {@code u} with a long password, in lines of so many digits. */
  private static String broken(int length, String lineBreak) {
    return base64("u:" + LONG)
        .replaceAll("(.{" + length + "})", "$1" + lineBreak.replace("\\", "\\\\"));
  }

  private void write(String content) throws IOException {
    Files.writeString(file, content);
  }

  private Optional<String> user(String host, String repository) {
    return files.find(host, repository).map(found -> ((Password) found).username());
  }

  private void assertFails(String reason) {
    assertThatThrownBy(() -> files.find("host", "a"))
        .isInstanceOf(RegistryAuthenticationFailure.class)
        .hasNoCause()
        .hasMessageContaining("the container tools' credentials file " + file + " " + reason)
        .message()
        .doesNotContain("s3cret")
        .doesNotContain(base64("s3cret"));
  }

  @Nested
  class DocumentedOrder {

    private final Path home = Path.of("/home/u");

    @Test
    void everythingSet() {
      Map<String, String> environment =
          Map.of(
              "REGISTRY_AUTH_FILE", "/auth/file",
              "XDG_RUNTIME_DIR", "/run/user/1",
              "XDG_CONFIG_HOME", "/config",
              "DOCKER_CONFIG", "/docker");
      assertThat(CredentialFiles.documentedOrder(environment::get, home))
          .containsExactly(
              Path.of("/auth/file"),
              Path.of("/run/user/1/containers/auth.json"),
              Path.of("/config/containers/auth.json"),
              Path.of("/docker/config.json"),
              Path.of("/home/u/.docker/config.json"));
    }

    @Test
    void nothingSet() {
      assertThat(CredentialFiles.documentedOrder(Map.<String, String>of()::get, home))
          .containsExactly(
              Path.of("/home/u/.config/containers/auth.json"),
              Path.of("/home/u/.docker/config.json"));
    }

    @Test
    void emptyIsUnsetAndAFileIsAskedOnce() {
      Map<String, String> environment =
          Map.of(
              "REGISTRY_AUTH_FILE", "", "XDG_CONFIG_HOME", "", "DOCKER_CONFIG", "/home/u/.docker");
      assertThat(CredentialFiles.documentedOrder(environment::get, home))
          .containsExactly(
              Path.of("/home/u/.config/containers/auth.json"),
              Path.of("/home/u/.docker/config.json"));
    }
  }

  static Stream<Arguments> secrets() {
    return Stream.of(
        arguments("{\"auth\":\"" + base64("u:p") + "\"}", new Password("u", "p")),
        arguments("{\"auth\":\"" + base64("u:p:q:") + "\"}", new Password("u", "p:q:")),
        arguments("{\"auth\":\"" + base64("u:p\0\0") + "\"}", new Password("u", "p")),
        arguments("{\"auth\":\"" + base64("ü:pä") + "\"}", new Password("ü", "pä")),
        arguments("{\"auth\":\"" + base64("u:pw") + "\\n\"}", new Password("u", "pw")),
        arguments("{\"auth\":\"" + broken(64, "\\n") + "\"}", new Password("u", LONG)),
        arguments("{\"auth\":\"" + broken(64, "\\r\\n") + "\"}", new Password("u", LONG)),
        arguments("{\"auth\":\"" + broken(76, "\\n") + "\"}", new Password("u", LONG)),
        arguments("{\"auth\":\"" + broken(76, "\\r\\n") + "\\r\\n\"}", new Password("u", LONG)),
        // Without padding, as some encoders leave it.
        arguments("{\"auth\":\"dTpwdw\"}", new Password("u", "pw")),
        arguments(
            "{\"auth\":\"Og==\",\"username\":\"u\",\"password\":\"p\"}", new Password("u", "p")),
        arguments("{\"auth\":\"Og==\",\"identitytoken\":\"i\"}", new IdentityToken("i")),
        arguments("{\"auth\":\"Og==\",\"registrytoken\":\"r\"}", new RegistryToken("r")),
        arguments("{\"auth\":\"" + base64("u:p") + "\",\"username\":5}", new Password("u", "p")),
        arguments("{\"username\":\"u\",\"password\":\"p\"}", new Password("u", "p")),
        arguments(
            "{\"auth\":\"" + base64("u:p") + "\",\"username\":\"x\",\"password\":\"y\"}",
            new Password("u", "p")),
        arguments(
            "{\"auth\":\"" + base64("u:") + "\",\"identitytoken\":\"i\"}", new IdentityToken("i")),
        arguments("{\"identityToken\":\"i\",\"registrytoken\":\"\"}", new IdentityToken("i")),
        arguments("{\"identitytoken\":\"i\",\"registrytoken\":\"r\"}", new RegistryToken("r")),
        arguments(
            "{\"auth\":null,\"registrytoken\":\"r\",\"email\":\"e\"}", new RegistryToken("r")));
  }

  @ParameterizedTest
  @MethodSource("secrets")
  void everyFormOfSecretIsRead(String entry, Credentials expected) throws IOException {
    write("{\"auths\":{\"host\":" + entry + "},\"HttpHeaders\":{\"a\":[1]}}");

    assertThat(files.find("host", "a/b")).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "{\"auth\":\"\"}",
        "{\"email\":\"e\"}",
        "{\"username\":\"u\"}",
        "{\"password\":\"p\"}",
        "{\"auth\":\"dTo=\"}",
        "{\"auth\":\"\\n\"}",
        "{\"auth\":\"Og==\"}",
        "{\"auth\":\"Og\"}",
        "{\"auth\":\"Og==\\r\\n\"}",
        "{\"auth\":\"OnMzY3JldA==\"}",
        "{\"auth\":\"Og==\",\"username\":\"\",\"password\":\"\"}",
        "{\"auth\":\"Og==\",\"username\":\"u\",\"password\":\"\"}"
      })
  void anEntryWithoutASecretIsPassedOver(String entry) throws IOException {
    write("{\"auths\":{\"host\":" + entry + "}}");

    assertThat(files.find("host", "a")).isEmpty();
  }

  /** Once for each key of each file, however often it is asked for, and no part of the secret. */
  @Test
  void anAuthWithoutAUserIsPassedOverWithAWarning() throws IOException {
    Path second = directory.resolve("second.json");
    write(
        "{\"auths\":{\"host\":{\"auth\":\"OnMzY3JldA==\"},\"host/ns\":{\"auth\":\"Og==\"},"
            + auth("other/ns", "ns")
            + ",\"other/ns/repo\":{\"auth\":\"Og==\"},\"set\":{\"auth\":\"Og==\",\"username\":\"u\","
            + "\"password\":\"p\"}}}");
    Files.writeString(second, "{\"auths\":{" + auth("host", "second") + "}}");

    try (CapturedLog log = CapturedLog.of(CredentialFiles.class.getName())) {
      assertThat(files.find("host", "ns/repo")).isEmpty();
      assertThat(files.find("host", "a")).isEmpty();
      assertThat(user("other", "ns/repo")).contains("ns");
      assertThat(user("set", "a")).contains("u");
      files = new CredentialFiles(List.of(file, second), scripts.runner());
      assertThat(user("host", "a")).contains("second");
      assertThat(user("host", "a")).contains("second");

      String said =
          "the container tools' credentials file "
              + file
              + " has an \"auth\" without a user for %s, which counts as no credentials";
      assertThat(log.entries())
          .containsExactly(
              said.formatted("host/ns"),
              said.formatted("host"),
              said.formatted("other/ns/repo"),
              said.formatted("host"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "{}", "{\"auths\":null}", "{\"auths\":{},\"credsStore\":\"\"}"})
  void aFileMayHoldNothing(String content) throws IOException {
    write(content);

    assertThat(files.find("host", "a")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // key in the file, host asked for, repository asked for, whether it fits
    "host, host, a, true",
    "HOST, host, a, true",
    "host, Host, a, true",
    "https://host, host, a, true",
    "http://host, host, a, true",
    "HTTPS://host/v1/, host, a, true",
    "http://host/v1/, host, a, true",
    "https://host/v2/, host, a, true",
    "https://host/any/path, host, a, true",
    "host/v1/, host, a, true",
    "host/, host, a, true",
    "host:5000, host:5000, a, true",
    "https://host:5000/v2/, host:5000, a, true",
    "[::1]:5000, [::1]:5000, a, true",
    "https://[::1]:5000/v1/, [::1]:5000, a/b, true",
    // no part of a host stands for the whole
    "host, host:5000, a, false",
    "host:5000, host, a, false",
    "host:5000, host:50000, a, false",
    "host:443, host, a, false",
    "host, my.host, a, false",
    "my.host, host, a, false",
    "host, host.evil.example, a, false",
    "host.evil.example, host, a, false",
    "*.host, my.host, a, false",
    "https://host@evil.example/v1/, host, a, false",
    "https://evil.example/host, host, a, false",
    "ftp://host, host, a, false",
    "'', host, a, false",
    // podman's keys for a part of the host
    "host/ns/repo, host, ns/repo, true",
    "host/ns, host, ns/repo, true",
    "host/ns/, host, ns/repo, true",
    "host/ns, host, ns, true",
    "host/n, host, ns/repo, false",
    "host/ns/re, host, ns/repo, false",
    "host/ns/repo/more, host, ns/repo, false",
    "host/repo, host, ns/repo, false",
    "host/NS, host, ns/repo, false",
    "host:5000/ns, host, ns/repo, false",
    "host/v1, host, ns/repo, false",
    "host/v1, host, v1/repo, true",
    // Docker Hub
    "https://index.docker.io/v1/, docker.io, library/alpine, true",
    "index.docker.io, docker.io, library/alpine, true",
    "docker.io, docker.io, library/alpine, true",
    "registry-1.docker.io, docker.io, library/alpine, true",
    "https://index.docker.io/v1/, registry-1.docker.io, library/alpine, true",
    "docker.io, index.docker.io, library/alpine, true",
    "docker.io/library, docker.io, library/alpine, true",
    "index.docker.io/library/alpine, docker.io, library/alpine, true",
    "docker.io/me, docker.io, library/alpine, false",
    "auth.docker.io, docker.io, library/alpine, false",
    "my-docker.io, docker.io, library/alpine, false",
    "docker.io, docker.io.evil.example, library/alpine, false",
    "docker.io, ghcr.io, library/alpine, false",
  })
  void aKeyFitsItsOwnHostAndPathOnly(String key, String host, String repository, boolean fits)
      throws IOException {
    write("{\"auths\":{" + auth(key, "u") + "}}");

    assertThat(files.find(host, repository).isPresent()).isEqualTo(fits);
  }

  @Test
  void theLongestKeyWithASecretWins() throws IOException {
    write(
        "{\"auths\":{"
            + auth("host", "all")
            + ","
            + auth("host/ns", "ns")
            + ",\"host/ns/empty\":{},"
            + auth("host/ns/repo", "repo")
            + "}}");

    assertThat(user("host", "ns/repo")).contains("repo");
    assertThat(user("host", "ns/repo/sub")).contains("repo");
    assertThat(user("host", "ns/empty")).contains("ns");
    assertThat(user("host", "ns/other")).contains("ns");
    assertThat(user("host", "other")).contains("all");
  }

  @Test
  void amongKeysForTheSameTheExactOneWinsAndThenTheFirst() throws IOException {
    write(
        "{\"auths\":{\"http://host\":{},"
            + auth("https://host/v1/", "first")
            + ","
            + auth("https://host/v2/", "second")
            + "}}");
    assertThat(user("host", "a")).contains("first");

    write("{\"auths\":{" + auth("https://host/v1/", "url") + "," + auth("host", "exact") + "}}");
    assertThat(user("host", "a")).contains("exact");
  }

  @Test
  void theFirstFileWithCredentialsDecidesAndLaterOnesAreNotOpened() throws IOException {
    Path missing = directory.resolve("missing/auth.json");
    Path second = directory.resolve("second.json");
    Path broken = directory.resolve("broken.json");
    write("{\"auths\":{" + auth("one", "1") + "}}");
    Files.writeString(second, "{\"auths\":{" + auth("one", "x") + "," + auth("two", "2") + "}}");
    Files.writeString(broken, "{");
    files = new CredentialFiles(List.of(missing, file, second, broken), scripts.runner());

    assertThat(user("one", "a")).contains("1");
    assertThat(user("two", "a")).contains("2");
    assertThatThrownBy(() -> files.find("three", "a"))
        .isInstanceOf(RegistryAuthenticationFailure.class)
        .hasMessageContaining(broken.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"auths\":{\"host\":{\"auth\":s3cret}}} | is malformed: it is not valid JSON (line 1, column",
        "{\"auths\":{\"host\":{\"auth\":\"s3cret\"} | is malformed: it is not valid JSON",
        "{} s3cret | is malformed: it is not valid JSON",
        "[\"s3cret\"] | is malformed: it is not an object",
        "{\"auths\":[\"s3cret\"]} | is malformed: \"auths\" is not an object",
        "{\"credHelpers\":\"s3cret\"} | is malformed: \"credHelpers\" is not an object",
        "{\"credHelpers\":{\"host\":{}}} | is malformed: an entry of \"credHelpers\" is not a string",
        "{\"credsStore\":{}} | is malformed: \"credsStore\" is not a string",
        "{\"auths\":{\"host\":\"s3cret\"}} | is malformed: an entry of \"auths\" is not an object",
        "{\"auths\":{\"host\":{\"auth\":\"s3cret!\"}}} | is malformed: an \"auth\" is not base64",
        "{\"auths\":{\"host\":{\"auth\":\"czNjcmV0\"}}} | is malformed: an \"auth\" is not user:password",
        "{\"auths\":{\"host\":{\"auth\":\"czNj cmV0\"}}} | is malformed: an \"auth\" is not base64",
        "{\"auths\":{\"host\":{\"auth\":\"Og==\",\"username\":5}}} | is malformed: \"username\" is not a string",
        "{\"auths\":{\"host\":{\"auth\":\"dTr/\"}}} | is malformed: an \"auth\" is not base64 of UTF-8 text",
        "{\"auths\":{\"host\":{\"auth\":17}}} | is malformed: \"auth\" is not a string",
        "{\"auths\":{\"host\":{\"identitytoken\":[]}}} | is malformed: \"identitytoken\" is not a string",
        "{\"auths\":{\"host\":{\"registrytoken\":\"s3cret\\r\\nX: y\"}}} | is malformed: a \"registrytoken\"",
      })
  void aMalformedFileFailsWithoutShowingItsContent(String content, String reason)
      throws IOException {
    write(content);

    assertFails(reason);
  }

  @Test
  void aMalformedEntryHarmsItsOwnHostOnly() throws IOException {
    write("{\"auths\":{\"bad\":{\"auth\":\"!\"}," + auth("good", "u") + "}}");

    assertThat(user("good", "a")).contains("u");
    assertThatThrownBy(() -> files.find("bad", "a"))
        .isInstanceOf(RegistryAuthenticationFailure.class);
  }

  @Test
  void aFileOverTheLimitFails() throws IOException {
    String content = "{\"auths\":{" + auth("host", "u") + "}}";
    write(content + " ".repeat(CredentialFiles.MAX_FILE_SIZE - content.length()));
    assertThat(user("host", "a")).contains("u");

    write(content + " ".repeat(CredentialFiles.MAX_FILE_SIZE - content.length() + 1));
    assertFails("is larger than 1048576 bytes");
  }

  @Test
  void whatIsThereButIsNoFileFails() throws IOException {
    Files.createDirectory(file);

    assertFails("is not a regular file");
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkIsFollowedAndALoopFails() throws IOException {
    Path target = directory.resolve("..data");
    Files.createSymbolicLink(file, target);
    assertThat(files.find("host", "a")).isEmpty();

    Files.writeString(target, "{\"auths\":{" + auth("host", "u") + "}}");
    assertThat(user("host", "a")).contains("u");

    Files.delete(target);
    Files.createSymbolicLink(target, file);
    assertFails("cannot be read");
  }

  @Nested
  class Changes {

    private final FileTime old = FileTime.from(Instant.now().minus(1, ChronoUnit.HOURS));
    private final FileTime newer = FileTime.from(Instant.now().minus(1, ChronoUnit.MINUTES));

    private void write(String user, FileTime modified) throws IOException {
      CredentialFilesTest.this.write("{\"auths\":{" + auth("host", user) + "}}");
      Files.setLastModifiedTime(file, modified);
    }

    @Test
    void anUnchangedFileIsNotReadAgain() throws IOException {
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      // Changed so that it does not show: what was read first is what must come back.
      write("two", old);

      assertThat(user("host", "a")).contains("one");
    }

    @Test
    void aNewTimeIsNoticed() throws IOException {
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      write("two", newer);

      assertThat(user("host", "a")).contains("two");
    }

    @Test
    void aNewSizeIsNoticed() throws IOException {
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      write("one-hundred", old);

      assertThat(user("host", "a")).contains("one-hundred");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aNewFileInItsPlaceIsNoticed() throws IOException {
      write("two", old);
      Path other = Files.move(file, directory.resolve("other"));
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

      assertThat(user("host", "a")).contains("two");
    }

    @Test
    void aChangeWithinTheSameInstantIsNoticed() throws IOException {
      FileTime now = FileTime.from(Instant.now().plus(1, ChronoUnit.MINUTES));
      write("one", now);
      assertThat(user("host", "a")).contains("one");
      write("two", now);

      assertThat(user("host", "a")).contains("two");
    }

    @Test
    void appearingAndVanishingAreNoticed() throws IOException {
      assertThat(files.find("host", "a")).isEmpty();
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      Files.delete(file);
      assertThat(files.find("host", "a")).isEmpty();
      write("two", old);
      assertThat(user("host", "a")).contains("two");
    }

    @Test
    void aFileThatGetsBrokenFailsAndOneThatIsMendedWorks() throws IOException {
      write("one", old);
      assertThat(user("host", "a")).contains("one");
      CredentialFilesTest.this.write("{");
      assertFails("is malformed: it is not valid JSON");
      write("two", old);
      assertThat(user("host", "a")).contains("two");
    }
  }

  @Nested
  @DisabledOnOs(OS.WINDOWS)
  class Executables {

    @Test
    void theHostsOwnHelperComesBeforeTheFilesSecretAndTheStore() throws IOException {
      scripts.answering("own", "own", "p");
      scripts.answering("store", "store", "p");
      write(
          "{\"credHelpers\":{\"host\":\"own\"},\"credsStore\":\"store\",\"auths\":{"
              + auth("host", "file")
              + ","
              + auth("other", "file")
              + ",\"third\":{}}}");

      assertThat(user("host", "a")).contains("own");
      assertThat(user("other", "a")).contains("file");
      assertThat(user("third", "a")).contains("store");
      assertThat(user("unknown:1", "a")).contains("store");
      assertThat(scripts.asked("own")).isEqualTo("get\nhost");
      assertThat(scripts.asked("store")).isEqualTo("get\nthird\nget\nunknown:1");
    }

    @Test
    void theStoreIsNotAskedForAHostThatHasItsOwnHelper() throws IOException {
      scripts.empty("own");
      scripts.answering("store", "store", "p");
      write("{\"credHelpers\":{\"host\":\"own\",\"none\":\"\"},\"credsStore\":\"store\"}");

      assertThat(files.find("host", "a")).isEmpty();
      assertThat(files.find("none", "a")).isEmpty();
      assertThat(scripts.asked("store")).isEmpty();
    }

    @Test
    void whereTheHelperHasNoneTheFilesSecretAndTheNextFileAreAsked() throws IOException {
      scripts.empty("own");
      scripts.empty("store");
      Path second = directory.resolve("second.json");
      write(
          "{\"credHelpers\":{\"host\":\"own\"},\"credsStore\":\"store\",\"auths\":{"
              + auth("host", "file")
              + "}}");
      Files.writeString(second, "{\"auths\":{" + auth("other", "second") + "}}");
      files = new CredentialFiles(List.of(file, second), scripts.runner());

      assertThat(user("host", "a")).contains("file");
      assertThat(user("other", "a")).contains("second");
      assertThat(scripts.asked("store")).isEqualTo("get\nother");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "docker.io",
          "index.docker.io",
          "registry-1.docker.io",
          "https://index.docker.io/v1/"
        })
    void dockerHubIsKnownByAllItsNamesAndAskedForByOne(String key) throws IOException {
      scripts.answering("own", "own", "p");
      write("{\"credHelpers\":{\"" + key + "\":\"own\"}}");

      assertThat(user("docker.io", "library/alpine")).contains("own");
      assertThat(files.find("ghcr.io", "a")).isEmpty();
      assertThat(scripts.asked("own")).isEqualTo("get\nhttps://index.docker.io/v1/");
    }

    @Test
    void theStoreKnowsDockerHubByItsAddress() throws IOException {
      scripts.answering("store", "<token>", "t");
      write("{\"auths\":{\"https://index.docker.io/v1/\":{}},\"credsStore\":\"store\"}");

      assertThat(files.find("docker.io", "library/alpine")).contains(new IdentityToken("t"));
      assertThat(scripts.asked("store")).isEqualTo("get\nhttps://index.docker.io/v1/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub.host", "host:5000", "host/ns", "ost"})
    void aHelperIsNamedForItsExactHost(String key) throws IOException {
      scripts.answering("own", "own", "p");
      write("{\"credHelpers\":{\"" + key + "\":\"own\"}}");

      assertThat(files.find("host", "ns/repo")).isEmpty();
      assertThat(scripts.asked("own")).isEmpty();
    }

    @Test
    void aHelperThatFailsFailsEvenWhereTheFileHoldsASecret() throws IOException {
      scripts.write("own", "echo s3cret; exit 1");
      Path second = directory.resolve("second.json");
      String secret = "\"auths\":{" + auth("host", "file") + "}";
      write("{\"credHelpers\":{\"host\":\"own\"}," + secret + "}");
      Files.writeString(second, "{" + secret + "}");
      files = new CredentialFiles(List.of(file, second), scripts.runner());

      assertThatThrownBy(() -> files.find("host", "a"))
          .isInstanceOf(RegistryAuthenticationFailure.class)
          .hasMessageContaining("docker-credential-own failed with exit status 1")
          .message()
          .doesNotContain("s3cret");
    }

    @Test
    void aMissingStoreFailsForHostsThatNeedIt() throws IOException {
      write("{\"credsStore\":\"desktop\",\"auths\":{" + auth("host", "file") + "}}");

      assertThat(user("host", "a")).contains("file");
      assertThatThrownBy(() -> files.find("other", "a"))
          .isInstanceOf(RegistryAuthenticationFailure.class)
          .hasMessageContaining("docker-credential-desktop is not an executable on PATH");
    }

    @Test
    void whereHelpersAreNotAllowedTheFileCountsAsIfItNamedNone() throws IOException {
      scripts.answering("own", "own", "p");
      write(
          "{\"credHelpers\":{\"host\":\"own\",\"bare\":\"own\"},\"credsStore\":\"missing\","
              + "\"auths\":{"
              + auth("host", "file")
              + "}}");
      files =
          new CredentialFiles(
              List.of(file),
              new CredentialHelper(false, directory.toString(), HelperScripts.AMPLE));

      assertThat(user("host", "a")).contains("file");
      assertThat(files.find("bare", "a")).isEmpty();
      assertThat(files.find("other", "a")).isEmpty();
      assertThat(scripts.asked("own")).isEmpty();
    }
  }
}
