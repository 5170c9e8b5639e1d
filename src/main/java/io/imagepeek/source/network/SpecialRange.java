package io.imagepeek.source.network;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A block of addresses that are not public, after the IANA special-purpose registries (RFC 6890)
 * and the documentation of clouds.
 *
 * @param access whether the operator can allow it
 * @param purpose what its addresses are, as it follows the word "is"
 */
record SpecialRange(Cidr range, Access access, String purpose) {

  /** Whether an address of the range may be connected to. */
  enum Access {
    NEVER,
    WHERE_LISTED
  }

  private static final Cidr GLOBAL_UNICAST = Cidr.parse("2000::/3");

  private static final SpecialRange UNASSIGNED =
      listed("::/0", "outside the global unicast addresses");

  /** The first range that contains an address decides. */
  private static final List<SpecialRange> RANGES =
      List.of(
          never("169.254.0.0/16", "link-local"),
          never("168.63.129.16", "a cloud metadata address"),
          never("100.100.100.200", "a cloud metadata address"),
          never("192.0.0.192", "a cloud metadata address"),
          never("0.0.0.0/8", "unspecified"),
          never("224.0.0.0/4", "multicast"),
          never("240.0.0.0/4", "reserved or broadcast"),
          listed("127.0.0.0/8", "loopback"),
          listed("10.0.0.0/8", "private"),
          listed("172.16.0.0/12", "private"),
          listed("192.168.0.0/16", "private"),
          listed("100.64.0.0/10", "shared by a provider's customers"),
          listed("192.0.0.0/24", "set aside for protocols"),
          listed("198.18.0.0/15", "for benchmarks"),
          listed("192.0.2.0/24", "for documentation"),
          listed("198.51.100.0/24", "for documentation"),
          listed("203.0.113.0/24", "for documentation"),
          listed("192.88.99.0/24", "a 6to4 relay"),
          never("::", "unspecified"),
          listed("::1", "loopback"),
          never("fe80::/10", "link-local"),
          never("ff00::/8", "multicast"),
          never("fd00:ec2::/32", "a cloud metadata address"), // AWS
          never("fd20:ce::254", "a cloud metadata address"), // Google Cloud
          never("fd00:c1::a9fe:a9fe", "a cloud metadata address"), // Oracle Cloud
          never("fd00:42::42", "a cloud metadata address"), // Scaleway
          never("fd00:a9fe:a9fe::1", "a cloud metadata address"), // Akamai
          never("fd00:100::100:200", "a cloud metadata address"), // Alibaba Cloud
          listed("fc00::/7", "unique local"),
          listed("fec0::/10", "site-local"),
          listed("2001:2::/48", "for benchmarks"),
          listed("2001:10::/28", "a host identity"),
          listed("2001:db8::/32", "for documentation"),
          listed("3fff::/20", "for documentation"));

  private static SpecialRange never(String range, String purpose) {
    return new SpecialRange(Cidr.parse(range), Access.NEVER, purpose);
  }

  private static SpecialRange listed(String range, String purpose) {
    return new SpecialRange(Cidr.parse(range), Access.WHERE_LISTED, purpose);
  }

  /** The range of an address; empty for a public one. */
  static Optional<SpecialRange> of(InetAddress address) {
    Optional<SpecialRange> named =
        RANGES.stream().filter(special -> special.range.contains(address)).findFirst();
    if (named.isPresent()
        || !UNASSIGNED.range.contains(address)
        || GLOBAL_UNICAST.contains(address)
        || EmbeddedIpv4.isOnlyWrapping(address)) {
      return named;
    }
    return Optional.of(UNASSIGNED);
  }
}
