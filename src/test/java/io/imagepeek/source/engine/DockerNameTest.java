package io.imagepeek.source.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.source.engine.DockerName.Form;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DockerNameTest {

  private static final String HEX =
      "2a11f9c2787e1fd30493b8165bbfabf026aaa781be53b4282b6fba7fe737916d";
  private static final String DIGEST = "sha256:" + HEX;

  static Stream<Arguments> forms() {
    return Stream.of(
        row("alpine", null, "docker.io/library/alpine:latest", "localhost/alpine:latest"),
        row("alpine", "3.20", "docker.io/library/alpine:3.20", "localhost/alpine:3.20"),
        row("alpine:3.20", "3.20", "docker.io/library/alpine:3.20", "localhost/alpine:3.20"),
        row("team/app:1", null, "docker.io/team/app:1", "localhost/team/app:1"),
        row("docker.io/alpine:3.20", null, "docker.io/library/alpine:3.20"),
        row("index.docker.io/team/app", null, "docker.io/team/app:latest"),
        row("localhost/app:1", null, "localhost/app:1"),
        row("127.0.0.1:5000/app", "1", "127.0.0.1:5000/app:1"),
        row("[::1]:5000/app", "1", "[::1]:5000/app:1"),
        row("quay.io/app@" + DIGEST, null, "quay.io/app@" + DIGEST),
        row("quay.io/app:1@" + DIGEST, null, "quay.io/app@" + DIGEST),
        row("app@" + DIGEST, "1", "docker.io/library/app@" + DIGEST, "localhost/app@" + DIGEST),
        row(HEX, null, DIGEST),
        row(DIGEST, null, DIGEST),
        row("cafe", null, "docker.io/library/cafe:latest", "localhost/cafe:latest", "cafe"),
        row("cafe", "1", "docker.io/library/cafe:1", "localhost/cafe:1"),
        row("caf", null, "docker.io/library/caf:latest", "localhost/caf:latest"),
        row(
            "sha256:2a11f9",
            null,
            "docker.io/library/sha256:2a11f9",
            "localhost/sha256:2a11f9",
            "2a11f9"));
  }

  private static Arguments row(String name, @Nullable String tag, String... asked) {
    return Arguments.of(name, tag, List.of(asked));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void isAskedForInFormsThatMeanTheSameToEveryEngine(
      String name, @Nullable String tag, List<String> asked) {
    assertThat(DockerName.parse(name, tag).forms()).extracting(Form::text).isEqualTo(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {HEX, DIGEST})
  void anIdHasNoTag(String id) {
    assertThatThrownBy(() -> DockerName.parse(id, "latest"))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining("imageTag: an image that is named by its id has no tag");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "../containers",
        "alpine/../../containers/x",
        "alpine/json?x",
        "alpine#x",
        "alpine%2e%2e",
        "alpine json",
        "alpine\r\nHost: other",
        "/alpine",
        "alpine//x",
        "alpine/",
        "unix:///var/run/docker.sock",
        "Alpine",
        "älpine"
      })
  void whatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> DockerName.parse(name, null))
        .isInstanceOf(InvalidInspectParameters.class);
  }

  @ParameterizedTest
  @CsvSource({"../x", "a/b", "a?b", "'a b'", "''"})
  void whatIsNoTagIsRefused(String tag) {
    assertThatThrownBy(() -> DockerName.parse("alpine", tag))
        .isInstanceOf(InvalidInspectParameters.class)
        .hasMessageContaining("imageTag: ");
  }

  @Test
  void theLongestNameWithoutRegistryIsOneOfLocalhostToo() {
    String longest = "a".repeat(255 - "library/".length());

    assertThat(DockerName.parse(longest, "1").forms()).hasSize(2);
  }
}
