package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

  /** The notations in which the metadata and loopback addresses have been smuggled past filters. */
  @ParameterizedTest
  @CsvSource({
    "169.254.169.254, 169.254.169.254",
    "169.254.169.254., 169.254.169.254",
    "2852039166, 169.254.169.254",
    "2852039166., 169.254.169.254",
    "0xA9FEA9FE, 169.254.169.254",
    "0Xa9feA9fE, 169.254.169.254",
    "0x00000000A9FEA9FE, 169.254.169.254",
    "025177524776, 169.254.169.254",
    "00000000025177524776, 169.254.169.254",
    "0251.0376.0251.0376, 169.254.169.254",
    "0000251.00376.000251.0000376, 169.254.169.254",
    "0xA9.0xFE.0xA9.0xFE, 169.254.169.254",
    "0xA9.254.0251.254, 169.254.169.254",
    "169.254.43518, 169.254.169.254",
    "169.16689662, 169.254.169.254",
    "0xa9.16689662, 169.254.169.254",
    "169.0376.0xa9fe, 169.254.169.254",
    "425.510.425.510, 169.254.169.254",
    "7147006462, 169.254.169.254",
    "0x414141410A9FEA9FE, 169.254.169.254",
    "127.0.0.1, 127.0.0.1",
    "127.1, 127.0.0.1",
    "127.0.1, 127.0.0.1",
    "127.1., 127.0.0.1",
    "0x7f.1, 127.0.0.1",
    "0177.0.0.1, 127.0.0.1",
    "017700000001, 127.0.0.1",
    "2130706433, 127.0.0.1",
    "0x7f000001, 127.0.0.1",
    "127.0.0.08, 127.0.0.8",
    "0, 0.0.0.0",
    "0x, 0.0.0.0",
    "0.0, 0.0.0.0",
    "168.63.129.16, 168.63.129.16",
    "0xA83F8110, 168.63.129.16",
    "[::1], ::1",
    "::1, ::1",
    "[0:0:0:0:0:0:0:1], ::1",
    "[0000:0000:0000:0000:0000:0000:0000:0001], ::1",
    "[00000::0000000001], ::1",
    "000fe80:00000:0::001, fe80::1",
    "::00000:127.0.0.1, ::7f00:1",
    "[FE80::1%25eth0], fe80::1",
    "[fe80::1%eth0], fe80::1",
    "fe80::1%1, fe80::1",
    "fe80::1%25lo., fe80::1",
    "[::FFFF:169.254.169.254], 169.254.169.254",
    "[::ffff:a9fe:a9fe], 169.254.169.254",
    "[0:0:0:0:0:ffff:169.254.169.254], 169.254.169.254",
    "[::ffff:0251.254.0xa9.254], 169.254.169.254",
    "[::169.254.169.254], ::a9fe:a9fe",
    "[64:FF9B::169.254.169.254], 64:ff9b::a9fe:a9fe",
    "[fd00:ec2::254], fd00:ec2::254",
    "[::ffff:127.1], 127.0.0.1",
    "[127.0.0.1], 127.0.0.1",
    "１６９.２５４.１６９.２５４, 169.254.169.254",
    "169。254。169。254, 169.254.169.254",
    "169．254｡169。254, 169.254.169.254",
    "①⑥⑨.②⑤④.①⑥⑨.②⑤④, 169.254.169.254",
    "١٦٩.٢٥٤.١٦٩.٢٥٤, 169.254.169.254",
    "０ｘＡ９ＦＥＡ９ＦＥ, 169.254.169.254",
    "𝟏𝟐𝟕.𝟎.𝟎.𝟏, 127.0.0.1",
    "[：：1], ::1",
    "%31%36%39.254.169.254, 169.254.169.254",
    "169%2E254%2e169%2E254, 169.254.169.254",
    "%5B%3A%3A1%5D, ::1",
    "127.0.0.1%25eth0, 127.0.0.1",
  })
  void recognises(String host, String address) {
    assertThat(IpLiteral.parse(host)).contains(CidrTest.address(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254\u00AD.169.254", // soft hyphen
        "169.254.\u200B169.254", // zero-width space
        "\uFEFF169.254.169.254",
        "169.254.169.254\uFE0F", // variation selector
        " 169.254.169.254\t"
      })
  void seesThroughCharactersThatAreDropped(String host) {
    assertThat(IpLiteral.parse(host)).contains(CidrTest.address("169.254.169.254"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "[]",
        "[",
        "]",
        "%",
        "%25",
        ":",
        ":::",
        "::1::",
        "[::1",
        "::1]",
        "[::1]x",
        "1.2.3.4.5",
        "1..2",
        ".1",
        "1.2.3.x",
        "0xg",
        "0x7f.0.0.1.example",
        "-1",
        "+1",
        "1e3",
        "localhost",
        "ghcr.io",
        "registry-1.docker.io",
        "deadbeef",
        "dead.beef",
        "a9fea9fe",
        "127.0.0.1.example.com",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::1",
        "g::1",
        "::ffff:1.2.3.4.5",
        "\uD800",
        "\uD800.1.2.3",
        "%zz.0.0.1",
        "host%00.example"
      })
  void leavesNamesAlone(String host) {
    assertThat(IpLiteral.parse(host)).isEmpty();
  }

  @Test
  void givesBothReadingsOfALeadingZero() {
    assertThat(IpLiteral.readings("010.0.0.1"))
        .containsExactly(CidrTest.address("8.0.0.1"), CidrTest.address("10.0.0.1"));
    assertThat(IpLiteral.readings("10.0.0.1")).containsExactly(CidrTest.address("10.0.0.1"));
  }

  @Test
  void looksAtBoundedInputOnly() {
    String zeros = "0".repeat(IpLiteral.MAX_LENGTH - 10);
    assertThat(IpLiteral.parse(zeros + "177.0.0.1")).contains(CidrTest.address("127.0.0.1"));
    assertThat(IpLiteral.parse(zeros + "0000177.0.0.1")).isEmpty();
    assertThat(IpLiteral.parse("1".repeat(5_000_000))).isEmpty();
  }

  @Test
  void neverThrows() {
    Random random = new Random(4711);
    List<String> pieces =
        List.of(
            "[",
            "]",
            ":",
            "::",
            ".",
            "%",
            "%25",
            "0x",
            "0",
            "9",
            "f",
            "ffff",
            "255",
            "１",
            "。",
            "\uD83D",
            "\uDC00",
            "\u00AD",
            " ",
            "\0",
            "-",
            "4294967296",
            "z");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder host = new StringBuilder();
      for (int n = random.nextInt(12); n > 0; n--) {
        host.append(pieces.get(random.nextInt(pieces.size())));
      }
      String text = host.toString();
      assertThatCode(() -> IpLiteral.readings(text)).as(text).doesNotThrowAnyException();
    }
  }
}
