package io.imagepeek.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DigestTest {

  private static final String EMPTY_SHA256 =
      "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  @Test
  void digestsContent() {
    assertThat(Digest.of(DigestAlgorithm.SHA256, new byte[0])).hasToString(EMPTY_SHA256);
    assertThat(Digest.parse(EMPTY_SHA256).matches(new byte[0])).isTrue();
    assertThat(Digest.parse(EMPTY_SHA256).matches(new byte[1])).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void readsWhatItPrints(DigestAlgorithm algorithm) {
    byte[] content = "content".getBytes(StandardCharsets.UTF_8);
    Digest digest = Digest.of(algorithm, content);
    assertThat(digest.hex()).hasSize(algorithm.hexLength());
    assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
    assertThat(digest.matches(content)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          ''                | the form algorithm:hex
          sha256            | the form algorithm:hex
          sha256:           | has 64 hexadecimal digits, not 0
          sha256:../../../x | has 64 hexadecimal digits
          sha1:da39a3ee     | not one of sha256, sha384, sha512
          SHA256:da39a3ee   | not one of sha256, sha384, sha512
          :da39a3ee         | not one of sha256, sha384, sha512
          """,
      delimiter = '|')
  void refusesMalformedText(String text, String cause) {
    assertThatThrownBy(() -> Digest.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(cause);
  }

  @ParameterizedTest
  @CsvSource({"A", "g", "/", "'\n'", "é"})
  void refusesOtherDigits(String digit) {
    assertThatThrownBy(() -> Digest.parse("sha256:" + "0".repeat(63) + digit))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lower-case a-f");
  }

  @ParameterizedTest
  @CsvSource({
    "blake3:abc_=-XYZ, true",
    "multihash+base58:QmRZxt2b, true",
    "sha256:abc, false",
    "bogus, false",
    "'', false",
    ":abc, false",
    "x:, false",
    "x:a/b, false",
    "x+:a, false"
  })
  void knowsTheGrammarOfForeignDigests(String text, boolean wellFormed) {
    assertThat(Digest.isWellFormed(text)).isEqualTo(wellFormed);
  }
}
