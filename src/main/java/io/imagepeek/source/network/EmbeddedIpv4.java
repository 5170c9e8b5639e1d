package io.imagepeek.source.network;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The IPv4 addresses inside IPv6 ones. A translator or tunnel on the way delivers to the inner
 * address, so a check of the outer one alone is not enough.
 */
final class EmbeddedIpv4 {

  private static final Cidr COMPATIBLE = Cidr.parse("::/96"); // RFC 4291 section 2.5.5.1
  private static final Cidr TRANSLATED = Cidr.parse("::ffff:0:0:0/96"); // RFC 2765
  private static final Cidr NAT64 = Cidr.parse("64:ff9b::/96"); // RFC 6052
  private static final Cidr LOCAL_NAT64 = Cidr.parse("64:ff9b:1::/48"); // RFC 8215
  private static final Cidr SIX_TO_FOUR = Cidr.parse("2002::/16"); // RFC 3056
  private static final Cidr TEREDO = Cidr.parse("2001::/32"); // RFC 4380
  private static final List<Cidr> LOOPBACK_AND_UNSPECIFIED =
      List.of(Cidr.parse("::1"), Cidr.parse("::"));

  /** A translator cannot deliver to these addresses, so they are of no use to an attacker. */
  private static final List<Cidr> UNDELIVERABLE =
      List.of(Cidr.parse("0.0.0.0/8"), Cidr.parse("224.0.0.0/4"), Cidr.parse("240.0.0.0/4"));

  private EmbeddedIpv4() {}

  /** Whether the IPv6 address only stands for the IPv4 address in it. */
  static boolean isOnlyWrapping(InetAddress address) {
    return NAT64.contains(address)
        || LOCAL_NAT64.contains(address)
        || TRANSLATED.contains(address)
        || isCompatible(address);
  }

  /** Every IPv4 address that a translator could find in the address; none for IPv4. */
  static List<InetAddress> of(InetAddress address) {
    byte[] bytes = AddressText.plain(address).getAddress();
    if (bytes.length == 4) {
      return List.of();
    }
    List<InetAddress> embedded = new ArrayList<>();
    if (LOCAL_NAT64.contains(address)) {
      embedded.addAll(localNat64(bytes));
    }
    if (NAT64.contains(address) || TRANSLATED.contains(address) || isCompatible(address)) {
      embedded.add(at(bytes, 12, 13, 14, 15));
    }
    if (SIX_TO_FOUR.contains(address)) {
      embedded.add(at(bytes, 2, 3, 4, 5));
    }
    if (TEREDO.contains(address)) {
      embedded.add(at(bytes, 4, 5, 6, 7));
      embedded.add(inverted(at(bytes, 12, 13, 14, 15)));
    }
    if (isIsatap(bytes)) {
      embedded.add(at(bytes, 12, 13, 14, 15));
    }
    return embedded;
  }

  private static boolean isCompatible(InetAddress address) {
    return COMPATIBLE.contains(address)
        && LOOPBACK_AND_UNSPECIFIED.stream().noneMatch(range -> range.contains(address));
  }

  /**
   * The operator of a network chooses the length of its own prefix under 64:ff9b:1::/48, which
   * moves the inner address (RFC 6052 section 2.2, byte 8 is skipped). Each position is read.
   * Readings that cannot be delivered to are dropped as long as another one is left.
   */
  private static List<InetAddress> localNat64(byte[] bytes) {
    List<InetAddress> readings =
        List.of(
            at(bytes, 12, 13, 14, 15),
            at(bytes, 6, 7, 9, 10),
            at(bytes, 7, 9, 10, 11),
            at(bytes, 9, 10, 11, 12));
    List<InetAddress> deliverable =
        readings.stream()
            .filter(inner -> UNDELIVERABLE.stream().noneMatch(range -> range.contains(inner)))
            .toList();
    return deliverable.isEmpty() ? readings : deliverable;
  }

  /** An interface identifier of RFC 5214 section 6.1, with the universal bit set or not. */
  private static boolean isIsatap(byte[] bytes) {
    return (bytes[8] == 0 || bytes[8] == 2)
        && bytes[9] == 0
        && bytes[10] == 0x5e
        && bytes[11] == (byte) 0xfe;
  }

  private static InetAddress at(byte[] bytes, int first, int second, int third, int fourth) {
    return AddressText.address(
        new byte[] {bytes[first], bytes[second], bytes[third], bytes[fourth]});
  }

  private static InetAddress inverted(InetAddress address) {
    byte[] bytes = Arrays.copyOf(address.getAddress(), 4);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    return AddressText.address(bytes);
  }
}
