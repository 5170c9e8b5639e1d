package io.imagepeek.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.ImageRequest;
import io.imagepeek.source.ImageTarget;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Use 6: where else an image is looked for. */
class FallbackTemplatesTest {

  private static final String DIGEST = "sha256:" + "a".repeat(64);
  private static final Credentials SECRET = new Credentials.Password("robot", "s3cr3t");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "alpine              | 3 | gcr.io/alpine:3      | quay.io/alpine:3      | docker.io/library/alpine:latest",
        "alpine:3            | - | gcr.io/alpine:3      | quay.io/alpine:3      | docker.io/library/alpine:latest",
        "docker.io/alpine    | 3 | gcr.io/alpine:3      | quay.io/alpine:3      | docker.io/library/alpine:latest",
        "library/alpine      | 3 | gcr.io/alpine:3      | quay.io/alpine:3      | docker.io/library/alpine:latest",
        "org/app             | 1 | gcr.io/org/app:1     | quay.io/org/app:1     | docker.io/org/app:latest",
        "ghcr.io/org/app     | 1 | gcr.io/org/app:1     | quay.io/org/app:1     | ghcr.io/org/app:latest",
        "host:5000/a/b/c     | 1 | gcr.io/a/b/c:1       | quay.io/a/b/c:1       | host:5000/a/b/c:latest",
        // What has been asked already is not asked again.
        "alpine              | - | gcr.io/alpine:latest | quay.io/alpine:latest | -",
        "gcr.io/org/app      | 1 | quay.io/org/app:1    | gcr.io/org/app:latest | -",
        "quay.io/org/app     | - | gcr.io/org/app:latest | -                    | -",
      })
  void theDocumentedChain(
      String name,
      @Nullable String tag,
      String first,
      @Nullable String second,
      @Nullable String third) {
    List<String> expected = Stream.of(first, second, third).filter(Objects::nonNull).toList();

    assertThat(expanded(FallbackTemplates.DOCUMENTED, name, tag)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "mirror.test/NAME:TAG,        mirror.test/org/app:1",
    "mirror.test/hub/NAME:TAG,    mirror.test/hub/org/app:1",
    "mirror.test/NAME/plain:TAG,  mirror.test/org/app/plain:1",
    "mirror.test/NAME/NAME:TAG,   mirror.test/org/app/org/app:1",
    "mirror.test:5000/NAME:TAG,   mirror.test:5000/org/app:1",
    "mirror.test/NAME:2,          mirror.test/org/app:2",
    "mirror.test/NAME,            mirror.test/org/app:latest",
    "mirror.test/other:TAG,       mirror.test/other:1",
    "mirror.test/name:tag,        mirror.test/name:tag",
    "NAME:2,                      ghcr.io/org/app:2",
    "NAME/plain:TAG,              ghcr.io/org/app/plain:1",
    "docker.io/NAME:TAG,          docker.io/org/app:1",
    "busybox,                     docker.io/library/busybox:latest",
    "busybox:TAG,                 docker.io/library/busybox:1",
  })
  void namesAndTagsArePutIn(String template, String expected) {
    assertThat(expanded(of(template), "ghcr.io/org/app", "1")).containsExactly(expected);
  }

  /** Another image in its stead would not be what was asked for. */
  @Test
  void aDigestIsLookedForAsItIs() {
    String other = "sha256:" + "b".repeat(64);
    FallbackTemplates templates =
        of(
            "gcr.io/NAME:TAG",
            "quay.io/NAME:latest",
            "quay.io/NAME",
            "NAME:TAG",
            "a.test/NAME@" + DIGEST,
            "b.test/NAME@" + other);

    for (String name : List.of("org/app@" + DIGEST, "org/app:1@" + DIGEST)) {
      assertThat(expanded(templates, name, null))
          .containsExactly("gcr.io/org/app@" + DIGEST, "a.test/org/app@" + DIGEST);
    }
    assertThat(expanded(of("a.test/NAME@" + DIGEST), "org/app", null))
        .containsExactly("a.test/org/app@" + DIGEST);
  }

  @Test
  void eachIsAskedOnce() {
    assertThat(
            expanded(
                of("quay.io/NAME:TAG", "quay.io/org/app:1", "NAME:TAG", "NAME:1", "gcr.io/NAME:1"),
                "org/app",
                "1"))
        .containsExactly("quay.io/org/app:1", "gcr.io/org/app:1");
    assertThat(expanded(FallbackTemplates.NONE, "org/app", "1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                 | imageName: the name is empty",
        "gcr.io/NAME:       | imageName: the tag must have 1 to 128",
        "gcr.io/NAMES:TAG   | imageName: the repository's path must be in lower case",
        "gcr.io/xNAME:TAG   | imageName: the repository's path must be in lower case",
        "gcr.io/NAME TAG    | Image name contains invalid characters: ' ' (a space) at position 12",
        "gcr.io/NAME:TAG:x  | imageName: the tag must have 1 to 128",
        "https://g.io/NAME  | Image name contains invalid characters",
        "q.io/NAME:TAG/NAME+| Image name contains invalid characters: '+' at position 19",
        "gcr.io:x/NAME:TAG  | Image name contains invalid characters",
        "gcr.io/NAME@TAG    | Image name contains invalid characters",
        "u:p@gcr.io/NAME    | Image name contains invalid characters",
      })
  void whatMakesNoNameIsRefused(String template, String error) {
    assertThatThrownBy(() -> expanded(of("gcr.io/NAME:TAG", template), "org/app", "1"))
        .isInstanceOf(InvalidInspectParameters.class)
        .extracting(refused -> ((InvalidInspectParameters) refused).error())
        .asString()
        .startsWith("fallbacks[1]: " + error);
  }

  @Test
  void credentialsStayAtTheirRegistry() {
    ImageRequest asked =
        new ImageRequest(
            ImageTarget.parse("docker", "quay.io/org/app:1", null),
            Optional.of(SECRET),
            Optional.of(Duration.ofSeconds(7)));

    List<ImageRequest> requests =
        of(
                "NAME:latest",
                "quay.io/other:TAG",
                "gcr.io/NAME:TAG",
                "quay.io:443/NAME:TAG",
                "sub.quay.io/NAME:TAG",
                "quay.io.test/NAME:TAG",
                "docker.io/quay.io/NAME:TAG")
            .of(asked);

    assertThat(requests)
        .extracting(request -> request.credentials().isPresent())
        .containsExactly(true, true, false, false, false, false, false);
    assertThat(requests).allMatch(request -> request.maxAge().equals(asked.maxAge()));
  }

  private static FallbackTemplates of(String... templates) {
    return new FallbackTemplates(List.of(templates));
  }

  private static List<String> expanded(
      FallbackTemplates templates, String name, @Nullable String tag) {
    return templates
        .of(
            new ImageRequest(
                ImageTarget.parse("docker", name, tag), Optional.empty(), Optional.empty()))
        .stream()
        .map(request -> request.reference().toString())
        .toList();
  }
}
