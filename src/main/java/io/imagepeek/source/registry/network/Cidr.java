package io.imagepeek.source.registry.network;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * A block of IP addresses (RFC 4632). Bits of {@code network} beyond the prefix are cleared, scopes
 * are dropped, and IPv4-mapped IPv6 addresses count as the IPv4 addresses that they stand for. An
 * IPv6 block, {@code ::/0} too, contains no IPv4 address.
 *
 * @param network the first address of the block
 * @param prefixLength how many leading bits its addresses share: 0 to 32 for IPv4, 0 to 128 for
 *     IPv6
 */
public record Cidr(InetAddress network, int prefixLength) {

  /** Refuses a prefix length out of range with an {@link IllegalArgumentException}. */
  public Cidr {
    byte[] bytes = AddressText.plain(network).getAddress();
    if (prefixLength < 0 || prefixLength > 8 * bytes.length) {
      throw new IllegalArgumentException(
          "prefix length "
              + prefixLength
              + " of "
              + AddressText.format(network)
              + " is not between 0 and "
              + 8 * bytes.length);
    }
    network = AddressText.address(masked(bytes, prefixLength));
  }

  /**
   * Reads {@code ADDRESS/LENGTH}, or a bare address as the block of it alone. Only unambiguous
   * notations are taken: no octal or shortened IPv4, no brackets, no zone.
   *
   * @throws IllegalArgumentException naming the text where it is no block
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] bytes =
        AddressText.parse(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(() -> invalid(text));
    int bits = 8 * bytes.length;
    int length = slash < 0 ? bits : prefixLength(text, slash + 1);
    if (length > bits) {
      throw invalid(text);
    }
    InetAddress network = AddressText.address(masked(bytes, length));
    // An IPv4-mapped block has become an IPv4 one: its prefix loses the 96 bits before it.
    return new Cidr(network, length - (bits - 8 * network.getAddress().length));
  }

  private static int prefixLength(String text, int from) {
    String digits = text.substring(from);
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      throw invalid(text);
    }
    return Integer.parseInt(digits);
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "\"" + text + "\" is not an IP address or a CIDR block such as 10.0.0.0/8 or fd00::/8");
  }

  /** Whether the address lies in this block; its scope does not count. */
  public boolean contains(InetAddress address) {
    byte[] bytes = AddressText.plain(address).getAddress();
    byte[] first = network.getAddress();
    return bytes.length == first.length && Arrays.equals(masked(bytes, prefixLength), first);
  }

  private static byte[] masked(byte[] address, int prefixLength) {
    byte[] masked = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      int kept = Math.max(0, Math.min(8, prefixLength - 8 * i));
      masked[i] = (byte) (address[i] & (0xff << (8 - kept)));
    }
    return masked;
  }

  @Override
  public String toString() {
    return AddressText.format(network) + "/" + prefixLength;
  }
}
