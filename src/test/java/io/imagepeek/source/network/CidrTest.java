package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {

  static InetAddress address(String text) {
    return AddressText.address(AddressText.parse(text).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0, true",
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 9.255.255.255, false",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.200.0.1, true",
    "172.16.0.0/12, 172.31.255.255, true",
    "172.16.0.0/12, 172.32.0.0, false",
    "192.168.7.4, 192.168.7.4, true",
    "192.168.7.4, 192.168.7.5, false",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "::/0, 2001:db8::1, true",
    "::/0, 8.8.8.8, false",
    "::1/128, ::1, true",
    "::1/128, ::2, false",
    "::1, ::1, true",
    "fd00::/9, fd7f::1, true",
    "fd00::/9, fd80::1, false",
    "2001:db8::/63, 2001:db8:0:1:8000::1, true",
    "2001:db8::/63, 2001:db8:0:2::1, false",
    "2001:db8::/64, 2001:db8::ffff:0:0:1, true",
    "2001:db8::/64, 2001:db8:0:1::, false",
    "2001:db8::/65, 2001:db8::7fff:0:0:1, true",
    "2001:db8::/65, 2001:db8::8000:0:0:1, false",
    "fe80::/10, FEBF::1, true",
    "fe80::/10, fec0::1, false",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "::ffff:10.0.0.0/104, 10.1.2.3, true",
    "::ffff:10.0.0.0/104, 11.1.2.3, false",
    "::ffff:10.1.2.3, 10.1.2.3, true",
    "::ffff:0:0/96, 8.8.8.8, true",
  })
  void contains(String block, String address, boolean expected) {
    assertThat(Cidr.parse(block).contains(address(address))).isEqualTo(expected);
  }

  @Test
  void seesMappedAddressesThatJavaKeepsAsIpv6() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = 10;
    InetAddress kept = Inet6Address.getByAddress(null, mapped, 3);
    assertThat(kept).isInstanceOf(Inet6Address.class);
    assertThat(Cidr.parse("10.0.0.0/8").contains(kept)).isTrue();
    assertThat(Cidr.of(kept, 8)).isEqualTo(Cidr.parse("10.0.0.0/8"));
  }

  @Test
  void ignoresScopes() throws UnknownHostException {
    InetAddress scoped = Inet6Address.getByAddress(null, address("fd00::1").getAddress(), 2);
    assertThat(Cidr.parse("fd00::/8").contains(scoped)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3/8, 10.0.0.0/8",
    "10.1.2.3, 10.1.2.3/32",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1/128",
    "::1, ::1/128",
    "fd00:1:2::/7, fc00::/7",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:10.0.0.0/96, 0.0.0.0/0",
    "::ffff:10.0.0.0/95, ::fffe:0:0/95",
    "255.255.255.255, 255.255.255.255/32",
    "::/0, ::/0",
    "1:0:2:0:0:3:0:0/128, 1:0:2::3:0:0/128",
  })
  void printsCanonicalText(String written, String canonical) {
    assertThat(Cidr.parse(written)).hasToString(canonical).isEqualTo(Cidr.parse(canonical));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.0/99999999999",
        "::/129",
        "::1/",
        "10.0.0/8",
        "10/8",
        "010.0.0.0/8",
        "0x0a.0.0.0/8",
        "256.0.0.0/8",
        "[::1]/128",
        "fe80::1%eth0/64",
        "1:2:3:4:5:6:7::8",
        "1::2::3",
        ":::",
        "12345::",
        "1.2.3.4::",
        "localhost",
        "１.2.3.4",
        " 10.0.0.0/8"
      })
  void refusesWhatIsNoBlock(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void refusesPrefixLengthsOutOfRange() {
    assertThatThrownBy(() -> Cidr.of(address("10.0.0.0"), 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33")
        .hasMessageContaining("10.0.0.0");
  }
}
