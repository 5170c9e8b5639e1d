package io.imagepeek.source.network;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * IP addresses as text, in the strict notations only: four decimal numbers without leading zeros,
 * and IPv6 as in RFC 4291 section 2.2, without brackets or a zone. It uses no resolver, unlike
 * {@link InetAddress#getByName}.
 */
final class AddressText {

  private static final int LONGEST_IPV6 = 45;
  private static final int GROUPS = 8;

  private AddressText() {}

  /** The four or sixteen bytes of an address; empty where the text is not an address. */
  static Optional<byte[]> parse(String text) {
    return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
  }

  static Optional<byte[]> parseV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return Optional.empty();
    }
    byte[] address = new byte[4];
    for (int i = 0; i < 4; i++) {
      int value = digits(parts[i], 10, 3);
      // Resolvers differ: a leading zero means octal to some and decimal to others.
      if (value < 0 || value > 255 || (parts[i].length() > 1 && parts[i].startsWith("0"))) {
        return Optional.empty();
      }
      address[i] = (byte) value;
    }
    return Optional.of(address);
  }

  static Optional<byte[]> parseV6(String text) {
    if (text.length() > LONGEST_IPV6) {
      return Optional.empty();
    }
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text, true).filter(all -> all.size() == GROUPS).map(AddressText::bytes);
    }
    if (text.indexOf("::", gap + 1) >= 0) {
      return Optional.empty();
    }
    Optional<List<Integer>> head = groups(text.substring(0, gap), false);
    Optional<List<Integer>> tail = groups(text.substring(gap + 2), true);
    if (head.isEmpty() || tail.isEmpty()) {
      return Optional.empty();
    }
    int missing = GROUPS - head.get().size() - tail.get().size();
    if (missing < 1) {
      return Optional.empty();
    }
    List<Integer> all = new ArrayList<>(head.get());
    for (int i = 0; i < missing; i++) {
      all.add(0);
    }
    all.addAll(tail.get());
    return Optional.of(bytes(all));
  }

  private static Optional<List<Integer>> groups(String text, boolean endsAddress) {
    List<Integer> groups = new ArrayList<>();
    if (text.isEmpty()) {
      return Optional.of(groups);
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (endsAddress && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<byte[]> quad = parseV4(parts[i]);
        if (quad.isEmpty()) {
          return Optional.empty();
        }
        groups.add(group(quad.get(), 0));
        groups.add(group(quad.get(), 2));
      } else {
        int value = digits(parts[i], 16, 4);
        if (value < 0) {
          return Optional.empty();
        }
        groups.add(value);
      }
    }
    return Optional.of(groups);
  }

  /** The value of one to {@code longest} ASCII digits, or -1. */
  private static int digits(String text, int radix, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  private static byte[] bytes(List<Integer> groups) {
    byte[] address = new byte[2 * groups.size()];
    for (int i = 0; i < groups.size(); i++) {
      address[2 * i] = (byte) (groups.get(i) >> 8);
      address[2 * i + 1] = (byte) (int) groups.get(i);
    }
    return address;
  }

  private static int group(byte[] address, int at) {
    return (address[at] & 0xff) << 8 | (address[at + 1] & 0xff);
  }

  /** The address of four or sixteen bytes, an IPv4-mapped one as the IPv4 address it stands for. */
  static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
    }
  }

  /** The same address without host name and scope, and as IPv4 where it is IPv4-mapped. */
  static InetAddress plain(InetAddress address) {
    return address(address.getAddress());
  }

  /** The canonical text: RFC 5952 for IPv6. A scope is left out. */
  static String format(InetAddress address) {
    return format(plain(address).getAddress());
  }

  /** The canonical text of four or sixteen bytes. */
  static String format(byte[] bytes) {
    if (bytes.length == 4) {
      return (bytes[0] & 0xff)
          + "."
          + (bytes[1] & 0xff)
          + "."
          + (bytes[2] & 0xff)
          + "."
          + (bytes[3] & 0xff);
    }
    return formatV6(bytes);
  }

  /** The canonical text of sixteen bytes, IPv4-mapped ones too, in hexadecimal groups only. */
  static String formatV6(byte[] bytes) {
    int gap = GROUPS;
    int gapLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && group(bytes, 2 * end) == 0) {
        end++;
      }
      if (end - i > gapLength) {
        gap = i;
        gapLength = end - i;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        text.append("::");
        i += gapLength - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(bytes, 2 * i)));
      }
    }
    return text.toString();
  }
}
