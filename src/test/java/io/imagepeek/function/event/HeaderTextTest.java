package io.imagepeek.function.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.CharacterCodingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CloudEvents HTTP protocol binding 1.0.2, section 3.1.3.2, with its examples. */
class HeaderTextTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "'',''",
        "plain,plain",
        "!#$&~,!#$&~",
        "a/b:c@d;e=f,a/b:c@d;e=f",
        "Euro \u20ac \ud83d\ude00,Euro%20%E2%82%AC%20%F0%9F%98%80",
        "100%,100%25",
        "%41,%2541",
        "a b,a%20b",
        "\"q\",%22q%22",
        "\\,\\",
        "\u00e9,%C3%A9",
        "\u0000\u001f\u007f\u0080,%00%1F%7F%C2%80",
        "'a\r\nX-Evil: 1',a%0D%0AX-Evil:%201",
      })
  void aValueComesBackFromItsHeader(String value, String header) throws Exception {
    assertThat(HeaderText.encode(value)).isEqualTo(header);
    assertThat(HeaderText.decode(header)).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "%41%42,AB",
        "%c3%a9,\u00e9",
        "%2541,%41",
        "%,%",
        "50%,50%",
        "%4,%4",
        "%zz,%zz",
        "%+1,%+1",
        "a b,a b",
        "\"a b\",a b",
        "\"\",''",
        "\"a\\\"b\\\\\",a\"b\\",
        "\"%20\",' '",
        "\"a\\\",a\\",
        "\",\"",
        "\"a,\"a",
        "a\",a\"",
        "a\"b\",a\"b\"",
        "\ud83d\ude00%25,\ud83d\ude00%",
      })
  void whatOthersWriteIsRead(String header, String value) throws Exception {
    assertThat(HeaderText.decode(header)).isEqualTo(value);
  }

  /**
   * With a character for each byte: what is UTF-8 is read as that, and anything else as it came.
   */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      value = {
        "\u00c3\u00a9, \u00e9",
        "b\u00c3\u00bccher\u00e2\u0082\u00ac, b\u00fccher\u20ac",
        "\u00f0\u009f\u0098\u0080%20x, '\ud83d\ude00 x'",
        "\"\u00c3\u00a4 \\\"b\\\"\", \u00e4 \"b\"",
        "%C3%A9\u00c3\u00a9, \u00e9\u00e9",
        "caf\u00e9, caf\u00e9",
        "\u00c3, \u00c3",
        "\u00e9%20\u00c3\u00a9, '\u00e9 \u00c3\u00a9'",
      })
  void bytesAreUtf8WhereTheyCanBe(String header, String value) throws Exception {
    assertThat(HeaderText.decode(header)).isEqualTo(value);
  }

  /** Overlong, cut off, half of a pair, no UTF-8 at all. */
  @ParameterizedTest
  @ValueSource(strings = {"%C0%A0", "%E2%82", "%ED%A0%80", "%FF", "a%80b", "\"%FF\"", "\u00c3%A9"})
  void whatIsNoUtf8IsRefused(String header) {
    assertThatThrownBy(() -> HeaderText.decode(header))
        .isInstanceOf(CharacterCodingException.class);
  }
}
