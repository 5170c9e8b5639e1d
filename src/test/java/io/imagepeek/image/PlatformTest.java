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
}
