package io.imagepeek.source.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials.IdentityToken;
import io.imagepeek.source.Credentials.Password;
import io.imagepeek.testing.CapturedLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
class CredentialHelperTest {

  private static final Duration SHORT = Duration.ofSeconds(2);

  private Path directory;
  private HelperScripts scripts;

  @BeforeEach
  void scripts(@TempDir Path temporary) {
    directory = temporary;
    scripts = new HelperScripts(directory);
  }

  private AbstractThrowableAssert<?, ?> assertFails(CredentialHelper helper, String name) {
    return assertThatThrownBy(() -> helper.get(name, "host"))
        .isInstanceOf(RegistryAuthenticationFailure.class)
        .hasNoCause()
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("s3cret"));
  }

  @Test
  void aPasswordIsFound() throws IOException {
    scripts.answering("test.v1_a-b", "user", "s3cret:x");

    assertThat(scripts.runner().get("test.v1_a-b", "host:5000"))
        .contains(new Password("user", "s3cret:x"));
    assertThat(scripts.asked("test.v1_a-b")).isEqualTo("get\nhost:5000");
  }

  @Test
  void aTokenUserMeansAnIdentityToken() throws IOException {
    scripts.answering("test", "<token>", "s3cret");

    assertThat(scripts.runner().get("test", "host")).contains(new IdentityToken("s3cret"));
  }

  @Test
  void aHelperMayLeaveItsInputUnreadAndWriteToItsErrorOutput() throws IOException {
    scripts.write(
        "test",
        "i=0; while [ $i -lt 3000 ]; do echo 'a warning of more than forty characters' >&2;"
            + " i=$((i+1)); done",
        "echo '{\"Username\":\"u\",\"Secret\":\"p\"}'");

    assertThat(scripts.runner().get("test", "host")).contains(new Password("u", "p"));
  }

  @Test
  void aHelperThatKnowsNoneIsBelieved() throws IOException {
    scripts.empty("test");

    assertThat(scripts.runner().get("test", "host")).isEmpty();
  }

  @Test
  void anAnswerWithoutUserAndSecretMeansNone() throws IOException {
    scripts.answering("test", "", "");

    assertThat(scripts.runner().get("test", "host")).isEmpty();
  }

  @Test
  void anAnswerWithoutAUserMeansNoneAndIsWarnedOfOnce() throws IOException {
    scripts.answering("test", "", "s3cret");
    CredentialHelper helper = scripts.runner();

    try (CapturedLog log = CapturedLog.of(CredentialHelper.class.getName())) {
      assertThat(helper.get("test", "host:5000")).isEmpty();
      assertThat(helper.get("test", "other")).isEmpty();

      assertThat(log.entries())
          .containsExactly(
              "the credential helper docker-credential-test wrote no user name for"
                  + " host:5000, which counts as no credentials");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "echo s3cret; exit 1 | failed with exit status 1",
        "echo 'credentials not found in native keychain: s3cret'; exit 1 | failed with exit status 1",
        "echo 'credentials not found in native keychain'; exit 2 | failed with exit status 2",
        "echo 'credentials not found in native keychain' | wrote malformed output: it is not valid JSON",
        "echo 'credentials not found in native keychain' >&2; exit 1 | failed with exit status 1",
        "echo s3cret >&2; exit 127 | failed with exit status 127",
        "kill -9 $$ | failed with exit status 137",
        "true | wrote nothing",
        "echo | wrote nothing",
        "echo '\"s3cret\"' | wrote malformed output: it is not an object",
        "echo '{\"Username\":\"u\",\"Secret\":s3cret}' | wrote malformed output: it is not valid JSON",
        "echo '{\"Username\":\"u\",\"Secret\":\"s3cret\"} s3cret' | wrote malformed output: it is not valid JSON",
        "echo '{\"Username\":\"u\",\"Secret\":[\"s3cret\"]}' | wrote malformed output: \"Secret\" is not a string",
        "echo '{\"Username\":\"u\",\"Secret\":\"\"}' | wrote no secret",
      })
  void anyOtherFailureFails(String script, String reason) throws IOException {
    scripts.write("test", script);

    assertFails(scripts.runner(), "test")
        .hasMessageContaining("the credential helper docker-credential-test " + reason);
  }

  @Test
  void aHelperThatHangsIsKilledWithItsChildren() throws Exception {
    scripts.write(
        "test",
        "echo '{\"Username\":\"u\",\"Secret\":\"s3cret\"}'",
        "echo $$ > \"$here/parent\"",
        "sleep 300 &",
        "echo $! > \"$here/child\"",
        "wait");

    assertFails(scripts.runner(SHORT), "test").hasMessageContaining("did not end within 2000 ms");
    assertGone("parent");
    assertGone("child");
  }

  @Test
  void aHelperThatFloodsItsOutputIsKilled() throws Exception {
    scripts.write("test", "echo $$ > \"$here/parent\"", "while :; do echo s3cret; done");

    assertFails(scripts.runner(), "test").hasMessageContaining("wrote more than 65536 bytes");
    assertGone("parent");
  }

  @Test
  void whatIsWrittenUpToTheLimitIsRead() throws IOException {
    String secret = "p".repeat(60_000);
    scripts.answering("test", "u", secret);

    assertThat(scripts.runner().get("test", "host")).contains(new Password("u", secret));
  }

  @Test
  void aChildThatOutlivesTheHelperIsNotWaitedFor() throws Exception {
    scripts.write(
        "test",
        "sleep 300 &",
        "echo $! > \"$here/child\"",
        "echo '{\"Username\":\"u\",\"Secret\":\"p\"}'");
    try {
      // Under the time limit of the class: the child holds the output open for longer than that.
      assertThat(scripts.runner().get("test", "host")).contains(new Password("u", "p"));
    } finally {
      ProcessHandle.of(pid("child")).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  @Test
  void anInterruptedCallerKillsTheHelperAndStaysInterrupted() throws IOException {
    scripts.write("test", "exec sleep 300");

    Thread.currentThread().interrupt();
    try {
      assertFails(scripts.runner(), "test").hasMessageContaining("was interrupted");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void aHelperHasToBeAnExecutableFileOnThePath() throws IOException {
    assertFails(scripts.runner(), "none")
        .hasMessageContaining("docker-credential-none is not an executable on PATH");

    Files.writeString(directory.resolve("docker-credential-plain"), "#!/bin/sh\n");
    assertFails(scripts.runner(), "plain").hasMessageContaining("is not an executable on PATH");

    Files.createDirectory(directory.resolve("docker-credential-dir"));
    assertFails(scripts.runner(), "dir").hasMessageContaining("is not an executable on PATH");
  }

  @Test
  void aHelperThatCannotBeStartedFails() throws IOException {
    Path script = scripts.write("test");
    Files.writeString(script, "#!/no/such/interpreter\n");

    assertFails(scripts.runner(), "test").hasMessageContaining("cannot be started");
  }

  @Test
  void thePathIsSearchedInOrderAndRelativeDirectoriesAreNot() throws IOException {
    HelperScripts first = new HelperScripts(Files.createDirectory(directory.resolve("first")));
    HelperScripts second = new HelperScripts(Files.createDirectory(directory.resolve("second")));
    first.answering("both", "first", "p");
    second.answering("both", "second", "p");
    second.answering("one", "second", "p");
    Path here = Path.of("").toAbsolutePath();
    String relative = here.relativize(first.directory().toAbsolutePath()).toString();
    String path =
        String.join(
            File.pathSeparator,
            "",
            relative,
            "bad\0name",
            "/no/such/directory",
            first.directory().toString(),
            second.directory().toString());

    CredentialHelper helper = new CredentialHelper(true, path, HelperScripts.AMPLE);
    assertThat(helper.get("both", "host")).contains(new Password("first", "p"));
    assertThat(helper.get("one", "host")).contains(new Password("second", "p"));
    assertFails(new CredentialHelper(true, relative, HelperScripts.AMPLE), "both")
        .hasMessageContaining("is not an executable on PATH");
    assertFails(new CredentialHelper(true, "", HelperScripts.AMPLE), "both")
        .hasMessageContaining("is not an executable on PATH");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a b",
        "../s3cret",
        "a/b",
        "a;touch x",
        "$(x)",
        "a\nb",
        "a\0",
        "ä",
        "a\\b"
      })
  void aNameWithOtherCharactersIsRefused(String name) {
    assertFails(scripts.runner(), name)
        .hasMessageContaining("names a credential helper with invalid characters");
  }

  @Test
  void nothingIsRunWhereHelpersAreNotAllowed() throws IOException {
    scripts.answering("test", "u", "p");
    CredentialHelper off = new CredentialHelper(false, directory.toString(), HelperScripts.AMPLE);

    assertThat(off.get("test", "host")).isEmpty();
    assertThat(off.get("none", "host")).isEmpty();
    assertThat(scripts.asked("test")).isEmpty();
  }

  private long pid(String file) throws IOException {
    return Long.parseLong(Files.readString(directory.resolve(file)).strip());
  }

  /** A process that nobody has waited for is gone too: it has no command any more. */
  private void assertGone(String file) throws Exception {
    long pid = pid(file);
    long patience = System.nanoTime() + HelperScripts.AMPLE.toNanos();
    while (ProcessHandle.of(pid).flatMap(process -> process.info().command()).isPresent()) {
      assertThat(System.nanoTime()).as("process of " + file).isLessThan(patience);
      Thread.sleep(10);
    }
  }
}
