package io.imagepeek.source.network;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * A block of IP addresses (RFC 4632). Bits of the network beyond the prefix are cleared, scopes are
 * dropped, and IPv4-mapped IPv6 addresses count as the IPv4 addresses that they stand for. An IPv6
 * block, {@code ::/0} too, contains no IPv4 address.
 *
 * <p>It holds numbers: constants of this type are made while a native executable is built, which
 * cannot hold an {@link InetAddress}.
 *
 * @param bits of an address: 32 for IPv4, 128 for IPv6
 * @param high the first 64 bits of the block's first address; of IPv4 its 32 bits, then zeros
 * @param low the other 64 bits; zero for IPv4
 * @param prefixLength how many leading bits its addresses share
 */
record Cidr(int bits, long high, long low, int prefixLength) {

  private static final int IPV4_BITS = 32;
  private static final int IPV6_BITS = 128;
  private static final int MAPPED_BITS = IPV6_BITS - IPV4_BITS;

  /** Refuses a prefix length out of range with an {@link IllegalArgumentException}. */
  Cidr {
    if (bits != IPV4_BITS && bits != IPV6_BITS) {
      throw new IllegalArgumentException("an address has 32 or 128 bits, not " + bits);
    }
    if (prefixLength < 0 || prefixLength > bits) {
      throw new IllegalArgumentException(
          "prefix length "
              + prefixLength
              + " of "
              + AddressText.format(bytes(bits, high, low))
              + " is not between 0 and "
              + bits);
    }
    high &= leading(prefixLength);
    low &= leading(prefixLength - Long.SIZE);
  }

  /** The block of the addresses that share so many leading bits with this one. */
  static Cidr of(InetAddress address, int prefixLength) {
    return of(AddressText.plain(address).getAddress(), prefixLength);
  }

  private static Cidr of(byte[] address, int prefixLength) {
    return new Cidr(8 * address.length, high(address), low(address), prefixLength);
  }

  /**
   * Reads {@code ADDRESS/LENGTH}, or a bare address as a block of one. Only unambiguous notations
   * are accepted: no octal or shortened IPv4, no brackets, no zone.
   *
   * @throws IllegalArgumentException naming the text where it is not a block
   */
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    byte[] bytes =
        AddressText.parse(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(() -> invalid(text));
    int length = slash < 0 ? 8 * bytes.length : prefixLength(text, slash + 1);
    if (length > 8 * bytes.length) {
      throw invalid(text);
    }
    Cidr block = of(bytes, length);
    // An IPv4-mapped block is an IPv4 one: its prefix loses the 96 bits before it.
    return block.bits == IPV6_BITS && block.high == 0 && block.low >>> IPV4_BITS == 0xffff
        ? new Cidr(IPV4_BITS, block.low << IPV4_BITS, 0, length - MAPPED_BITS)
        : block;
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

  /** Whether the address is in this block; its scope is ignored. */
  boolean contains(InetAddress address) {
    byte[] bytes = AddressText.plain(address).getAddress();
    return bits == 8 * bytes.length
        && high == (high(bytes) & leading(prefixLength))
        && low == (low(bytes) & leading(prefixLength - Long.SIZE));
  }

  /** A mask of the first bits of 64; all of them, or none, beyond either end. */
  private static long leading(int count) {
    return count <= 0 ? 0 : count >= Long.SIZE ? -1 : -1L << (Long.SIZE - count);
  }

  private static long high(byte[] address) {
    ByteBuffer bytes = ByteBuffer.wrap(address);
    return address.length == Integer.BYTES ? (long) bytes.getInt() << IPV4_BITS : bytes.getLong();
  }

  private static long low(byte[] address) {
    return address.length == Integer.BYTES ? 0 : ByteBuffer.wrap(address).getLong(Long.BYTES);
  }

  private static byte[] bytes(int bits, long high, long low) {
    return bits == IPV4_BITS
        ? ByteBuffer.allocate(Integer.BYTES).putInt((int) (high >>> IPV4_BITS)).array()
        : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
  }

  @Override
  public String toString() {
    return AddressText.format(bytes(bits, high, low)) + "/" + prefixLength;
  }
}
