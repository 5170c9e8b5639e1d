package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Go's time package reads and prints, checked against skopeo. */
class Rfc3339Test {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          2024-02-29T12:34:56Z                      , 2024-02-29T12:34:56Z
          2024-02-29T1:34:56Z                       , 2024-02-29T01:34:56Z
          2024-02-29T12:34:56.789Z                  , 2024-02-29T12:34:56.789Z
          2024-02-29T12:34:56.7890Z                 , 2024-02-29T12:34:56.789Z
          2024-02-29T12:34:56.000Z                  , 2024-02-29T12:34:56Z
          2024-02-29T12:34:56.0000000009Z           , 2024-02-29T12:34:56Z
          2024-02-29T12:34:56.1234567890123Z        , 2024-02-29T12:34:56.123456789Z
          `2024-02-29T12:34:56,5Z`                  , 2024-02-29T12:34:56.5Z
          2024-02-29T12:34:56+00:00                 , 2024-02-29T12:34:56Z
          2024-02-29T12:34:56-00:00                 , 2024-02-29T12:34:56Z
          2024-02-29T12:34:56.10-05:30              , 2024-02-29T12:34:56.1-05:30
          2024-02-29T12:34:56+23:59                 , 2024-02-29T12:34:56+23:59
          2024-02-29T12:34:56+22:60                 , 2024-02-29T12:34:56+23:00
          0000-01-01T00:00:00Z                      , 0000-01-01T00:00:00Z
          0001-01-01T00:00:00Z                      , 0001-01-01T00:00:00Z
          9999-12-31T23:59:59.999999999Z            , 9999-12-31T23:59:59.999999999Z
          2000-02-29T00:00:00Z                      , 2000-02-29T00:00:00Z
          """)
  void prints(String text, String printed) {
    assertThat(Rfc3339.normalise(text)).isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2024",
        "2024-02-29",
        "2024-02-29t12:34:56z",
        "2024-02-29 12:34:56Z",
        "2024-02-29T12:34:56",
        "2024-02-29T12:34Z",
        "2024-02-29T12:34:56.Z",
        "2024-02-29T12:34:60Z",
        "2024-02-29T12:60:00Z",
        "2024-02-29T24:00:00Z",
        "2023-02-29T12:34:56Z",
        "1900-02-29T12:34:56Z",
        "2024-04-31T00:00:00Z",
        "2024-00-10T00:00:00Z",
        "2024-13-10T00:00:00Z",
        "2024-01-00T00:00:00Z",
        "2024-1-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-001-01-01T00:00:00Z",
        "2024-02-29T12:34:56+0530",
        "2024-02-29T12:34:56+5:30",
        "2024-02-29T12:34:56+25:00",
        "2024-02-29T12:34:56+24:00",
        "2024-02-29T12:34:56+23:60",
        "2024-02-29T12:34:56+00:61",
        "2024-02-29T12:34:56ZZ",
        " 2024-02-29T12:34:56Z",
        "2024-02-29T12:34:56Z\n",
        "٢٠٢٤-02-29T12:34:56Z"
      })
  void refuses(String text) {
    assertThat(Rfc3339.normalise(text)).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 4_000_000})
  void readsFractionsOfAnyLength(int digits) {
    assertThat(Rfc3339.normalise("2024-02-29T12:34:56." + "1".repeat(digits) + "Z"))
        .isEqualTo("2024-02-29T12:34:56.111111111Z");
  }
}
