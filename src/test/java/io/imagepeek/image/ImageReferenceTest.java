package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {

  private static final String HEX = "0123456789abcdef".repeat(4);
  private static final String INVALID = "Image name contains invalid characters";
  private static final String LOWER_CASE = "imageName: the repository's path must be in lower case";
  private static final String TAGS =
      " must have 1 to 128 letters, digits, '_', '.' and '-', and must not start with '.' or"
          + " '-'";

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          alpine                          , docker.io/library/alpine:latest
          alpine:3.20                     , docker.io/library/alpine:3.20
          myrepo/myimage                  , docker.io/myrepo/myimage:latest
          a/b/c/d:deep                    , docker.io/a/b/c/d:deep
          docker.io/alpine                , docker.io/library/alpine:latest
          docker.io/library/alpine        , docker.io/library/alpine:latest
          index.docker.io/alpine          , docker.io/library/alpine:latest
          index.docker.io/my/alpine       , docker.io/my/alpine:latest
          registry-1.docker.io/alpine     , registry-1.docker.io/alpine:latest
          docker.io:443/alpine            , docker.io:443/alpine:latest
          localhost/alpine                , localhost/alpine:latest
          localhost:5000/alpine:1         , localhost:5000/alpine:1
          localhost:5000                  , docker.io/library/localhost:5000
          localhostess/alpine             , docker.io/localhostess/alpine:latest
          quay.io/a/b                     , quay.io/a/b:latest
          registry:5000/a                 , registry:5000/a:latest
          registry:1/a                    , registry:1/a:latest
          registry:65535/a                , registry:65535/a:latest
          HOST/a                          , HOST/a:latest
          Host.example/a                  , Host.example/a:latest
          127.0.0.1:5000/a                , 127.0.0.1:5000/a:latest
          [::1]/a                         , [::1]/a:latest
          [::1]:5000/a/b:t                , [::1]:5000/a/b:t
          [2001:db8:0:0:0:0:0:A]:80/a     , [2001:db8:0:0:0:0:0:A]:80/a:latest
          a--b/c__d/e.f/g_h/i---j         , docker.io/a--b/c__d/e.f/g_h/i---j:latest
          0                               , docker.io/library/0:latest
          a:Tag_1.0-RC.1                  , docker.io/library/a:Tag_1.0-RC.1
          a:_                             , docker.io/library/a:_
          """)
  void normalises(String written, String canonical) {
    ImageReference reference = ImageReference.parse(written, null);
    assertThat(reference).hasToString(canonical);
    assertThat(reference.written()).isEqualTo(written);
    assertThat(ImageReference.parse(canonical, null)).hasToString(canonical);
  }

  /**
   * What reads it takes it for the same image: not for one of the host that its path begins with.
   */
  @ParameterizedTest
  @CsvSource({
    "docker.io/library/alpine:3, alpine:3",
    "docker.io/org/app, org/app:latest",
    "docker.io/library/a/b, library/a/b:latest",
    "quay.io/library/alpine, quay.io/library/alpine:latest",
    "docker.io/quay.io/app, docker.io/quay.io/app:latest",
    "docker.io/localhost/app:1, docker.io/localhost/app:1",
    "docker.io/library/localhost, localhost:latest",
  })
  void hasAFamiliarForm(String written, String familiar) {
    ImageReference reference = ImageReference.parse(written, null);

    assertThat(reference.familiar()).isEqualTo(familiar);
    assertThat(ImageReference.parse(familiar, null)).hasToString(reference.toString());
  }

  @Test
  void takesItselfApart() {
    ImageReference reference = ImageReference.parse("index.docker.io/nginx:1@sha256:" + HEX, null);
    assertThat(reference.host()).isEqualTo("docker.io");
    assertThat(reference.apiHost()).isEqualTo("registry-1.docker.io");
    assertThat(reference.repository()).isEqualTo("library/nginx");
    assertThat(reference.name()).isEqualTo("docker.io/library/nginx");
    assertThat(reference.tag()).isEqualTo("1");
    assertThat(reference.digest()).isEqualTo(Digest.parse("sha256:" + HEX));
    assertThat(reference.target()).isEqualTo("sha256:" + HEX);
    assertThat(reference.isDockerHubLibrary()).isTrue();
    assertThat(reference).hasToString("docker.io/library/nginx:1@sha256:" + HEX);
  }

  @Test
  void namesByDigestAlone() {
    ImageReference reference = ImageReference.parse("quay.io/a@sha256:" + HEX, null);
    assertThat(reference.tag()).isNull();
    assertThat(reference.target()).isEqualTo("sha256:" + HEX);
    assertThat(reference.apiHost()).isEqualTo("quay.io");
    assertThat(reference.isDockerHubLibrary()).isFalse();
    assertThat(ImageReference.parse("my/library", null).isDockerHubLibrary()).isFalse();
  }

  @Test
  void combinesNameAndTag() {
    assertThat(ImageReference.parse("a", "1").target()).isEqualTo("1");
    assertThat(ImageReference.parse("a:1", "1").target()).isEqualTo("1");
    ImageReference pinned = ImageReference.parse("a@sha256:" + HEX, "1");
    assertThat(pinned.tag()).isEqualTo("1");
    assertThat(pinned.target()).isEqualTo("sha256:" + HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "invalid@image",
        "a@",
        "a@image:tag",
        "a b",
        " a",
        "a ",
        "a\n",
        "-a",
        "a-",
        "a..b",
        "a.-b",
        "a___b",
        "_a",
        "a_/b",
        "/a",
        "a/",
        "a//b",
        "http://a/b",
        "a/b?c=d",
        "a/../b",
        "ä",
        "a\u0000",
        "registry:/a",
        "registry:port/a",
        "a.b./c",
        ".a/c",
        "-a.b/c",
        "a.b-/c",
        "user:pw@registry/a",
        "[::1]",
        "[::1/a",
        "a:b:c/d",
        "quay.io/",
        "a\u212A",
        "%61",
        "a\\b"
      })
  void rejectsNamesOutsideTheGrammar(String name) {
    assertRefused(name, null, INVALID);
  }

  /** Which character, and where, counted from 1. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "busybox 1|' ' (a space) at position 8",
        "busybox:1 |' ' (a space) at position 10; leave it out",
        " busybox|' ' (a space) at position 1; leave it out",
        "docker.io/library/busybox:1.36\\t\\t|U+0009 at position 31; leave it out",
        "busybox\\n|U+000A at position 8; leave it out",
        "busybox:1.36+x|'+' at position 13",
        "busybox,nginx|',' at position 8",
        "'q.io/a'|''' at position 1; leave it out",
        "q.io/${NAME}:1|'$' at position 6",
        "q.io/caf\u00e9s|U+00E9 at position 9",
        "q.io/\ud83d\ude00/a|U+1F600 at position 6",
        "my_host:5000/a|'_' at position 3 is not allowed there: a registry's name has",
        "q..io/a|'.' at position 3 is not allowed there: a registry's name has",
        "q.io:50x0/a|'x' at position 8 is not allowed there: a port is a number",
        "q.io:/a|':' at position 5 is not allowed there: a port is a number",
        "org//app|'/' at position 4 is not allowed there: a path has",
        "org/-app|'-' at position 5 is not allowed there: a path has",
        "org/app-|'-' at position 8 is not allowed there: a path has",
        "-app|'-' at position 1 is not allowed there: a path has",
        "q.io/org/a..b|'.' at position 11 is not allowed there: a path has",
        "org/app/|'/' at position 8 is not allowed there: a path has",
        "q.io/|something is missing at position 6: a path has",
        ":1|something is missing at position 1: a path has",
        "\u0430lpine|U+0430 at position 1",
        "\ufeffbusybox|U+FEFF at position 1; leave it out",
        "busybox\u00a0|U+00A0 at position 8",
        "q.io\uff0fa|U+FF0F at position 5",
        "docker\uff1a//a|U+FF1A at position 7",
        "busybox@1.36|'@' at position 8 must be followed by a digest; write ':' before a tag",
        "busybox@latest|'@' at position 8 must be followed by a digest; write ':' before a tag",
        "busybox@|no digest follows '@' at position 8",
        "a@image:tag|no digest follows '@' at position 2",
        "a@x y|' ' (a space) at position 4",
      })
  void namesTheCharacterAndItsPosition(String name, String cause) {
    assertRefused(name.translateEscapes(), null, INVALID + ": " + cause);
  }

  /** Without it, the name would lack a letter. */
  @Test
  void doesNotAdviseToLeaveOutALetter() {
    assertThatThrownBy(() -> ImageReference.parse("\u0430lpine", null))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).endsWith("U+0430 at position 1"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "docker://busybox                     | leave out \"docker://\"",
        "docker://q.io/a:1                    | leave out \"docker://\"",
        "oci://q.io/charts/a                  | leave out \"oci://\"; for an image outside a"
            + " registry, set containerImageTransport",
        "oci:/srv/layout                      | leave out \"oci:\"; for an image outside a registry",
        "oci-archive:/srv/a.tar:1             | leave out \"oci-archive:\"; for an image outside",
        "docker-daemon:busybox:1              | leave out \"docker-daemon:\"; for an image outside",
        "docker:busybox:1                     | leave out \"docker:\"",
        "http://localhost:5000/a              | leave out \"http://\"",
        "https://q.io/v2/a/manifests/1        | leave out \"https://\"",
        "://a                                 | leave out everything up to \"://\"",
        "https://hub.docker.com/_/busybox     | leave out the page's address; the image is called"
            + " \"busybox\"",
        "hub.docker.com/_/busybox             | leave out the page's address; the image is called"
            + " \"busybox\"",
        "https://hub.docker.com/r/a/b/tags?x=1| leave out the page's address; the image is called"
            + " \"a/b\"",
        "https://quay.io/repository/a/b?tab=x | leave out the page's address; the image is called"
            + " \"quay.io/a/b\"",
        "https://hub.docker.com/_/NGINX       | leave out \"https://\"",
        "HTTPS://Hub.Docker.com/_/busybox:1   | leave out the page's address; the image is called"
            + " \"busybox\"",
        "hub.docker.com/_/busybox@x           | leave out the page's address; the image is called"
            + " \"busybox\"",
        "https://hub.docker.com/layers/library/busybox/1/images/sha256-ab | leave out the page's"
            + " address; the image is called \"library/busybox\"",
        "https://hub.docker.com/repository/docker/a/b/general | leave out the page's address; the"
            + " image is called \"a/b\"",
        "https://github.com/org/repo/pkgs/container/x | leave out the page's address; the image is"
            + " called \"ghcr.io/org/x\"",
        "https://github.com/orgs/org/packages/container/package/x | leave out the page's address;"
            + " the image is called \"ghcr.io/org/x\"",
        "https://gallery.ecr.aws/docker/library/busybox | leave out the page's address; the image"
            + " is called \"public.ecr.aws/docker/library/busybox\"",
        "https://github.com/org/repo          | leave out \"https://\"",
        "containers-storage:localhost/a:1     | leave out \"containers-storage:\"; for an image"
            + " outside a registry, set containerImageTransport",
        "q.io://a/b                           | write '/' after the registry's name, not \"://\"",
        "localhost:5000://a                   | write '/' after the registry's name, not \"://\"",
      })
  void saysWhatToLeaveOutOfAnAddress(String name, String cause) {
    assertRefused(name, null, INVALID + ": " + cause);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://robot:s3cr3t@q.io/a",
        "https://robot:s3cr3t@q.io:5000/a:1",
        "docker://s3cr3t@q.io/a",
        "robot:s3cr3t@q.io/a",
        "robot:s3cr3t@q.io/a:1",
        "robot:s3/cr3t@q.io/s3cr3t",
        "robot:s3cr3t%21@q.io/a",
        "s3cr3t@hub.docker.com/_/a",
        "q.io://robot:s3cr3t@q.io/a",
        "https://s3cr3t@hub.docker.com/_/a",
      })
  void doesNotRepeatPasswords(String name) {
    assertThatThrownBy(() -> ImageReference.parse(name, null))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure ->
                assertThat(failure.error())
                    .startsWith(INVALID + ": leave out ")
                    .endsWith("the part before the '@'; credentials go into the field credentials")
                    .doesNotContain("s3", "robot", "%"));
  }

  /** This may be a password, or not. */
  @ParameterizedTest
  @ValueSource(strings = {"robot:s3c$r3t@q", "robot:s3c$r3t@q.io", "robot:s3c$r3t@q.io:5000"})
  void doesNotRepeatPossiblePasswords(String name) {
    assertThatThrownBy(() -> ImageReference.parse(name, null))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).doesNotContain("s3", "r3", "$"));
  }

  /** The documented example. */
  @Test
  void addsNothingToTheDocumentedExample() {
    assertThatThrownBy(() -> ImageReference.parse("invalid@image", null))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).isEqualTo(INVALID));
  }

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of("", null, "imageName: the name is empty"),
        Arguments.of("a".repeat(4_097), null, "imageName: the name has 4097 characters"),
        Arguments.of("a/" + "b".repeat(254), null, "imageName: the repository's path has 256"),
        Arguments.of("b".repeat(248), null, "imageName: the repository's path has 256"),
        Arguments.of("Alpine", null, LOWER_CASE + ": 'A' at position 1"),
        Arguments.of("a/B", null, LOWER_CASE + ": 'B' at position 3"),
        Arguments.of("Q.io/aB", null, LOWER_CASE + ": 'B' at position 7"),
        Arguments.of(HEX, null, "imageName: 64 hexadecimal digits"),
        Arguments.of("a:", null, "imageName: the tag"),
        Arguments.of("a:-x", null, "imageName: the tag"),
        Arguments.of("a:" + "x".repeat(129), null, "imageName: the tag"),
        Arguments.of("a:b@c:d@e", null, INVALID),
        Arguments.of("a", "", "imageTag: a tag"),
        Arguments.of("a", ".x", "imageTag: a tag"),
        Arguments.of("a", "x y", "imageTag: a tag" + TAGS + "; found ' ' (a space) at position 2"),
        Arguments.of("q.io/a:b:c", null, "imageName: the tag" + TAGS + "; found ':' at position 9"),
        Arguments.of("a@sha256:" + HEX + " ", null, INVALID + ": ' ' (a space) at position 74"),
        Arguments.of("a", "x".repeat(129), "imageTag: a tag"),
        Arguments.of("a", "sha256:" + HEX, "imageTag: a tag"),
        Arguments.of("a:1", "2", "imageTag: differs from the tag in imageName"),
        Arguments.of("a:1@sha256:" + HEX, "2", "imageTag: differs from the tag in imageName"),
        Arguments.of("a@sha256:abc", null, "imageName: a sha256 digest has 64 hexadecimal"),
        Arguments.of("a@sha512:" + HEX, null, "imageName: a sha512 digest has 128 hexadecimal"),
        Arguments.of(
            "a@sha256:" + HEX.toUpperCase(Locale.ROOT), null, "imageName: a digest consists of"),
        Arguments.of(
            "a@sha256:" + HEX.substring(1) + "G",
            null,
            "imageName: a digest consists of the digits 0-9 and lower-case a-f after the colon;"
                + " found 'G' at position 73"),
        Arguments.of(
            "a@sha256:x" + HEX,
            null,
            "imageName: a sha256 digest has 64 hexadecimal digits, not 65; found 'x' at position"
                + " 10"),
        Arguments.of("a@md5:" + HEX, null, "imageName: the digest algorithm is not one of"),
        Arguments.of("a@SHA256:" + HEX, null, "imageName: the digest algorithm is not one of"),
        Arguments.of("registry:0/a", null, "imageName: the port"),
        Arguments.of("registry:65536/a", null, "imageName: the port"),
        Arguments.of("registry:99999999999999999999/a", null, "imageName: the port"),
        Arguments.of("@sha256:", null, "imageName: a sha256 digest has 64 hexadecimal"),
        Arguments.of("[1::2::3]/a", null, "imageName: the host is not an IPv6 address"),
        Arguments.of("[1:2:3:4:5:6:7]/a", null, "imageName: the host is not an IPv6 address"),
        Arguments.of("[1:2:3:4:5:6:7:8:9]/a", null, "imageName: the host is not an IPv6"),
        Arguments.of("[::12345]/a", null, "imageName: the host is not an IPv6 address"),
        Arguments.of("[fe80::1%25eth0]:80/a", null, "imageName: the host is not an IPv6"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void saysFieldAndCause(String name, @Nullable String tag, String text) {
    assertRefused(name, tag, text);
  }

  @ParameterizedTest
  @CsvSource({
    "mirror.example/a/b, mirror.example/a/b",
    "[::1]:5000/a, [::1]:5000/a",
    "localhost/a, localhost/a",
    "index.docker.io/alpine, docker.io/library/alpine",
  })
  void hasTheSameTagAndDigestUnderAnotherName(String name, String canonical) {
    ImageReference asked = ImageReference.parse("nginx:1@sha256:" + HEX, null);

    ImageReference renamed = asked.withName(name);

    assertThat(renamed).hasToString(canonical + ":1@sha256:" + HEX);
    assertThat(renamed.written()).isEqualTo(asked.written());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "alpine",
        "a/b",
        "mirror.example",
        "mirror.example/",
        "mirror.example/A",
        "mirror.example/a:1",
        "mirror.example/a@sha256:1",
        "mirror.example:0/a",
        "/a"
      })
  void refusesOtherNamesThatAreNone(String name) {
    ImageReference asked = ImageReference.parse("nginx", null);

    assertThatThrownBy(() -> asked.withName(name)).isInstanceOf(InvalidInspectParameters.class);
  }

  @Test
  void acceptsTheLongestPathAndTag() {
    assertThat(ImageReference.parse("a/" + "b".repeat(253), "x".repeat(128)).repository())
        .hasSize(255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a-", "a.", "a_", "A", "a/", "[:", ":", "@", "1.", "-"})
  void staysFastWhateverIsRepeated(String piece) {
    String name = piece.repeat(4_096 / piece.length() - 1) + "!";
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(2), () -> assertThatThrownBy(() -> ImageReference.parse(name, name)));
  }

  private static void assertRefused(String name, @Nullable String tag, String text) {
    assertThatThrownBy(() -> ImageReference.parse(name, tag))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).startsWith(text).hasSizeLessThan(200));
  }
}
