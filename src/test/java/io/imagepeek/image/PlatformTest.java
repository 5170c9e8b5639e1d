package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagepeek.failure.InspectFailure.InvalidInspectParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          linux/amd64      , linux/amd64
          linux/amd64/v3   , linux/amd64/v3 linux/amd64
          linux/arm        , linux/arm linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5
          linux/arm/v8     , linux/arm/v8 linux/arm/v7 linux/arm/v6 linux/arm/v5 linux/arm
          linux/arm/v6     , linux/arm/v6 linux/arm/v5 linux/arm
          linux/arm/v9     , linux/arm/v9 linux/arm
          linux/arm64      , linux/arm64 linux/arm64/v8
          linux/arm64/v8   , linux/arm64/v8 linux/arm64
          linux/arm64/v9   , linux/arm64/v9 linux/arm64
          linux/ARM        , linux/ARM
          windows/amd64    , windows/amd64
          unknown/unknown  , unknown/unknown
          """)
  void fallsBackDownwards(String wanted, String acceptable) {
    List<String> platforms =
        Platform.parse(wanted).acceptable().stream().map(Platform::toString).toList();
    assertThat(platforms).containsExactly(acceptable.split(" ", -1));
  }

  @Test
  void hasNoVariantUnlessGiven() {
    assertThat(Platform.parse("linux/arm/v7")).isEqualTo(new Platform("linux", "arm", "v7"));
    assertThat(Platform.parse("linux/arm")).isEqualTo(new Platform("linux", "arm", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "linux", "linux/", "/amd64", "linux/arm/", "linux/arm/v7/x", "a b/c", "l\"/x"})
  void refusesOtherForms(String text) {
    assertThatThrownBy(() -> Platform.parse(text))
        .isInstanceOfSatisfying(
            InvalidInspectParameters.class,
            failure -> assertThat(failure.error()).startsWith("platform: "));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          linux/amd64    , linux/amd64    , 0
          linux/amd64    , linux/amd64/v1 , 0
          linux/amd64    , Linux/AMD64    , 0
          linux/amd64    , linux/x86_64   , 0
          linux/amd64    , linux/386      , 1
          linux/amd64    , linux/amd64/v2 , 2
          linux/amd64    , linux/arm64    , 2
          linux/amd64    , windows/amd64  , 2
          linux/arm64    , linux/arm64/v8 , 0
          linux/arm64    , linux/aarch64  , 0
          linux/arm64    , linux/arm/v8   , 1
          linux/arm64    , linux/arm/v7   , 2
          linux/arm64    , linux/arm      , 2
          linux/arm64    , linux/arm/v5   , 4
          linux/arm64    , linux/amd64    , 5
          linux/arm/v7   , linux/arm      , 0
          linux/arm/v7   , linux/arm/v6   , 1
          linux/arm/v7   , linux/arm64    , 3
          windows/amd64  , linux/amd64    , 2
          """)
  void isLikedByHosts(String host, String offered, int preference) {
    assertThat(Platform.parse(host).preference(Platform.parse(offered))).isEqualTo(preference);
  }

  @Test
  void isTheHosts() {
    assertThat(Platform.ofHost().os()).isEqualTo("linux");
    assertThat(Platform.ofHost().architecture()).isIn("amd64", "arm64", "riscv64", "s390x");
    assertThat(Platform.ofHost().preference(Platform.ofHost())).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "linux, amd64, '', true",
    "linux, arm, v7, true",
    "linux, '', '', false",
    "'', amd64, '', false",
    "linux, '', v8, false",
    "linux, amd64/v2, '', false",
  })
  void canBeAskedForAsItIsWritten(String os, String architecture, String variant, boolean can) {
    assertThat(new Platform(os, architecture, variant).canBeAskedFor()).isEqualTo(can);
  }
}
