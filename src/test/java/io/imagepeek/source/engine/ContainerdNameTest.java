package io.imagepeek.source.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import io.imagepeek.image.Digest;
import io.imagepeek.source.engine.ContainerdName.ImageId;
import io.imagepeek.source.engine.ContainerdName.Named;
import io.imagepeek.source.engine.ContainerdName.Pinned;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerdNameTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          alpine              , -    , docker.io/library/alpine:latest alpine:latest alpine
          alpine              , 3.20 , docker.io/library/alpine:3.20 alpine:3.20
          alpine:3.20         , -    , docker.io/library/alpine:3.20 alpine:3.20
          alpine:3.20         , 3.20 , docker.io/library/alpine:3.20 alpine:3.20
          docker.io/library/a , 1    , docker.io/library/a:1
          quay.io/a/b         , -    , quay.io/a/b:latest quay.io/a/b
          localhost:5000/a    , -    , localhost:5000/a:latest localhost:5000/a
          Upper               , -    , Upper:latest Upper
          Upper               , 1    , Upper:1
          Upper:1             , 1    , Upper:1
          two words           , -    , two words:latest two words
          """)
  void isTriedAsEnginesWriteItAndThenAsItIsWritten(
      String name, @Nullable String tag, String forms) {
    Named parsed = (Named) ContainerdName.parse(name, tag);

    List<String> expected = List.of(forms.replace("two words", "two_words").split(" ", -1));
    assertThat(parsed.forms().stream().map(form -> form.replace("two words", "two_words")))
        .containsExactlyElementsOf(expected);
    assertThat(parsed.idPrefix()).isNull();
    assertThat(parsed.refusal() == null).isEqualTo(expected.get(0).indexOf('/') > 0);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          cafe        , -      , cafe
          sha256:cafe , -      , cafe
          cafe        , latest , -
          caf         , -      , -
          CAFE        , -      , -
          cafeg       , -      , -
          library/cafe, -      , -
          """)
  void mayBeTheBeginningOfAnId(String name, @Nullable String tag, @Nullable String prefix) {
    Named parsed = (Named) ContainerdName.parse(name, tag);

    assertThat(parsed.idPrefix()).isEqualTo(prefix);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256:"})
  void mayBeAnId(String prefix) {
    assertThat(ContainerdName.parse(prefix + HEX, null))
        .isEqualTo(new ImageId(Digest.parse("sha256:" + HEX)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpine@sha256:", "docker.io/library/alpine:3.20@sha256:"})
  void mayBeByDigest(String name) {
    Pinned parsed = (Pinned) ContainerdName.parse(name + HEX, null);

    assertThat(parsed.reference().name()).isEqualTo("docker.io/library/alpine");
    assertThat(parsed.reference().digest()).hasToString("sha256:" + HEX);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          ''        , -      , imageName: the name is empty
          alpine    , a b    , imageTag:
          alpine    , ''     , imageTag:
          Upper     , a/b    , imageTag:
          alpine:1  , 2      , imageTag: differs
          Upper:1   , 2      , imageName: the repository's path must be in lower case
          """)
  void refusesWhatNothingCanBeCalled(String name, @Nullable String tag, String error) {
    assertThatThrownBy(() -> ContainerdName.parse(name, tag))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).startsWith(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\u0000b", "a\u007f", "\t"})
  void refusesControlCharacters(String name) {
    assertThatThrownBy(() -> ContainerdName.parse(name, null))
        .isInstanceOf(InvalidInspectParameters.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {4_097, 100_000})
  void refusesLongNames(int length) {
    assertThatThrownBy(() -> ContainerdName.parse("A".repeat(length), null))
        .isInstanceOf(InvalidInspectParameters.class);
  }
}
