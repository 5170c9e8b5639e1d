package io.imagepeek.source.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPolicyTest {

  private static final AddressPolicy STRICT = new AddressPolicy(List.of());
  private static final AddressPolicy EVERYTHING_LISTED =
      AddressPolicy.parse(List.of("0.0.0.0/0", "::/0"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "93.184.216.34",
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "168.63.129.15",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "3fff:1000::1",
        "::ffff:8.8.8.8",
        "::8.8.8.8",
        "::ffff:0:8.8.8.8",
        "64:ff9b::808:808",
        "64:ff9b:1::808:808",
        "64:ff9b:1:808:8:800::",
        "64:ff9b:1:808:a8:a800::",
        "2002:808:808::1",
        "2001:0:4136:e378:8000:63bf:f7f7:f7f7",
        "2606:4700::5efe:8.8.8.8",
        "2606:4700::200:5efe:808:808",
      })
  void connectsToPublicAddresses(String address) {
    assertThat(STRICT.refusal(CidrTest.address(address))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "169.254.0.0",
        "169.254.169.254",
        "169.254.170.2",
        "169.254.255.255",
        "168.63.129.16",
        "100.100.100.200",
        "192.0.0.192",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "fe80::1",
        "febf::a9fe:a9fe",
        "ff02::1",
        "ffff::1",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:c1::a9fe:a9fe",
        "fd00:42::42",
        // IPv4-mapped, -compatible, -translated
        "::ffff:169.254.169.254",
        "::ffff:a9fe:a9fe",
        "::ffff:0.0.0.0",
        "::169.254.169.254",
        "::a9fe:a9fe",
        "::2",
        "::ffff:0:169.254.169.254",
        // NAT64
        "64:ff9b::169.254.169.254",
        "64:ff9b::a83f:8110",
        "64:ff9b::6464:64c8",
        "64:ff9b::c000:c0",
        "64:ff9b::",
        "64:ff9b:1::a9fe:a9fe",
        "64:ff9b:1:ffff:ffff:ffff:a9fe:a9fe",
        "64:ff9b:1:a9fe:a9:fe00::",
        "64:ff9b:1:a9fe:ffa9:fe00::1",
        "64:ff9b:1:a9:fe:a9fe::",
        "64:ff9b:1:12a9:fe:a9fe::",
        "64:ff9b:1::a9:fea9:fe00:0",
        "64:ff9b:1:3456:a9:fea9:fe00:0",
        "64:ff9b:1::",
        // 6to4
        "2002:a9fe:a9fe::",
        "2002:a9fe:a9fe::1",
        "2002:a83f:8110::1",
        "2002::1",
        // Teredo: the server, then the client
        "2001:0:a9fe:a9fe:8000:63bf:f7f7:f7f7",
        "2001:0:4136:e378:8000:63bf:5601:5601",
        "2001:0:4136:e378:8000:63bf:9b9b:9b37",
        // ISATAP
        "2606:4700::5efe:a9fe:a9fe",
        "2606:4700::5efe:169.254.169.254",
        "2606:4700::200:5efe:169.254.169.254",
        "fd12::5efe:168.63.129.16",
      })
  void neverConnectsToTheseEvenIfListed(String address) {
    assertThat(EVERYTHING_LISTED.refusal(CidrTest.address(address)))
        .hasValueSatisfying(why -> assertThat(why).endsWith(" and never connected to"));
    assertThat(STRICT.refusal(CidrTest.address(address))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.0/8",
    "127.255.255.254, 127.0.0.0/8",
    "::1, ::1",
    "10.0.0.7, 10.0.0.0/8",
    "10.255.255.255, 10.0.0.0/8",
    "172.16.0.1, 172.16.0.0/12",
    "172.31.255.255, 172.16.0.0/12",
    "192.168.1.1, 192.168.0.0/16",
    "100.64.0.1, 100.64.0.0/10",
    "100.127.255.255, 100.64.0.0/10",
    "192.0.0.1, 192.0.0.0/24",
    "198.18.0.1, 198.18.0.0/15",
    "198.19.255.255, 198.18.0.0/15",
    "192.0.2.1, 192.0.2.0/24",
    "198.51.100.1, 198.51.100.0/24",
    "203.0.113.1, 203.0.113.0/24",
    "fc00::1, fc00::/7",
    "fdff::1, fc00::/7",
    "fec0::1, fec0::/10",
    "2001:db8::1, 2001:db8::/32",
    "3fff::1, 3fff::/20",
    "100::1, 100::/64",
    "4000::1, 4000::/3",
    "::ffff:127.0.0.1, 127.0.0.0/8",
    "::ffff:7f00:1, 127.0.0.0/8",
    "::ffff:10.0.0.7, ::ffff:0:0/96",
    "::10.0.0.7, 10.0.0.0/8",
    "::ffff:0:10.0.0.7, 10.0.0.0/8",
    "64:ff9b::a00:7, 10.0.0.0/8",
    "64:ff9b:1::a00:7, 10.0.0.0/8",
    "64:ff9b:1:a00:0:700::, 10.0.0.0/8",
    "64:ff9b:1::7f:0:100:0, 127.0.0.0/8",
    "2002:c0a8:101::1, 192.168.0.0/16",
    "2001:0:a00:7:8000:63bf:f7f7:f7f7, 10.0.0.0/8",
    "2001:0:4136:e378:8000:63bf:80ff:fffe, 127.0.0.0/8",
    "2606:4700::5efe:10.0.0.7, 10.0.0.0/8",
    "2606:4700::200:5efe:192.168.1.1, 192.168.0.0/16",
  })
  void connectsWhereListed(String address, String listed) {
    InetAddress judged = CidrTest.address(address);
    assertThat(STRICT.refusal(judged))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .endsWith("; the operator can allow it with imagepeek.network.allow"));
    assertThat(AddressPolicy.parse(List.of(listed)).refusal(judged)).isEmpty();
    assertThat(AddressPolicy.parse(List.of("172.30.99.0/24")).refusal(judged)).isPresent();
  }

  @Test
  void listingTheWrappingBlockDoesNotAllowWhatIsInside() {
    assertThat(
            AddressPolicy.parse(List.of("64:ff9b::/96", "2002::/16"))
                .refusal(CidrTest.address("64:ff9b::a00:7")))
        .contains(
            "address 64:ff9b::a00:7 embeds 10.0.0.7, which is private; the operator can allow it"
                + " with imagepeek.network.allow");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "169.254.169.254 | address 169.254.169.254 is link-local and never connected to",
        "::ffff:169.254.169.254 | address 169.254.169.254 is link-local and never connected to",
        "10.0.0.7 | address 10.0.0.7 is private; the operator can allow it with"
            + " imagepeek.network.allow",
        "168.63.129.16 | address 168.63.129.16 is a cloud metadata address and never connected to",
        "2002:a9fe:a9fe::1 | address 2002:a9fe:a9fe::1 embeds 169.254.169.254, which is link-local"
            + " and never connected to",
      })
  void saysWhy(String address, String why) {
    assertThat(STRICT.refusal(CidrTest.address(address))).contains(why);
  }

  @Test
  void ignoresScopesAndHostNames() throws UnknownHostException {
    byte[] bytes = CidrTest.address("fe80::1").getAddress();
    assertThat(EVERYTHING_LISTED.refusal(Inet6Address.getByAddress("public.example", bytes, 1)))
        .contains("address fe80::1 is link-local and never connected to");
  }

  @Test
  void seesMappedAddressesThatJavaKeepsAsIpv6() throws UnknownHostException {
    byte[] mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    mapped[12] = 127;
    mapped[15] = 1;
    assertThat(STRICT.refusal(Inet6Address.getByAddress(null, mapped, -1)))
        .hasValueSatisfying(why -> assertThat(why).startsWith("address 127.0.0.1 is loopback"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0x7f.1", "0300.0250.1.1", "012.0.0.1", "10.0.0.010", "[::1]", "[::ffff:a00:7]"})
  void judgesEveryReadingOfALiteral(String host) {
    assertThat(STRICT.literalRefusal(host)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ghcr.io", "8.8.8.8", "[2606:4700::1111]", "localhost"})
  void leavesNamesAndPublicLiteralsToTheProxy(String host) {
    assertThat(STRICT.literalRefusal(host)).isEmpty();
  }

  @Test
  void namesTheSettingOfABadBlock() {
    assertThatThrownBy(() -> AddressPolicy.parse(List.of("10.0.0.0/8", "10.0.0.0/80")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("imagepeek.network.allow: \"10.0.0.0/80\"");
  }

  @Test
  void judgesAnyAddressWithoutThrowing() throws UnknownHostException {
    Random random = new Random(20251);
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] bytes = new byte[i % 2 == 0 ? 4 : 16];
      random.nextBytes(bytes);
      if (bytes.length == 16 && i % 4 == 1) {
        // Random addresses hardly ever fall into the ranges of interest: start some there.
        byte[] start =
            AddressText.parse(
                    List.of("64:ff9b:1::", "64:ff9b::", "2002::", "2001::", "::", "fe80::")
                        .get(random.nextInt(6)))
                .orElseThrow();
        System.arraycopy(start, 0, bytes, 0, List.of(4, 6, 12).get(random.nextInt(3)));
      }
      InetAddress address = InetAddress.getByAddress(bytes);
      Optional<String> refusal = STRICT.refusal(address);
      String text = AddressText.format(address);
      assertThat(AddressText.parse(text).map(AddressText::address)).as(text).contains(address);
      assertThat(STRICT.literalRefusal(text)).as(text).isEqualTo(refusal);
      refused += refusal.isPresent() ? 1 : 0;
    }
    assertThat(refused).isBetween(2_000, 9_000);
  }
}
