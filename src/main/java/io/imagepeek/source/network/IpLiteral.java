package io.imagepeek.source.network;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognises a host that is an IP address in any notation that some resolver, proxy or URL parser
 * accepts: beyond the strict ones also the decimal, octal, hexadecimal and shortened forms of
 * inet_aton, numbers that wrap around, trailing dots, brackets, zones, percent-encoding and
 * characters that IDNA (UTS 46) folds to digits and dots. It never resolves a name and never
 * throws.
 */
final class IpLiteral {

  /** The longest host that is read, in characters; a longer one is not a literal. */
  static final int MAX_LENGTH = 1024;

  private static final long MAX_IPV4 = 0xFFFF_FFFFL;

  /** In a group of IPv6: RFC 4291 refuses more than four digits, the JDK accepts them. */
  private static final Pattern SUPERFLUOUS_ZEROS = Pattern.compile("(?<![0-9a-f])0+(?=[0-9a-f])");

  private IpLiteral() {}

  /**
   * The address that a host stands for; empty for a name. Where readers differ, the reading of
   * inet_aton comes first (a leading zero means octal), then the decimal one; see {@link
   * #readings}. A zone is dropped, and an IPv4-mapped address is the IPv4 address.
   */
  static Optional<InetAddress> parse(String host) {
    return readings(host).stream().findFirst();
  }

  /**
   * All addresses that a host can stand for, because readers differ over leading zeros; empty for a
   * name. Check every one before the host is passed to another resolver.
   */
  static List<InetAddress> readings(String host) {
    if (host.length() > MAX_LENGTH) {
      return List.of();
    }
    String text = folded(host);
    while (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    if (text.startsWith("[")) {
      if (!text.endsWith("]")) {
        return List.of();
      }
      text = text.substring(1, text.length() - 1);
    }
    int zone = text.indexOf('%');
    if (zone >= 0) {
      text = text.substring(0, zone);
    }
    return List.copyOf(text.indexOf(':') < 0 ? ipv4(text) : ipv6(text));
  }

  private static Set<InetAddress> ipv6(String written) {
    Set<InetAddress> readings = new LinkedHashSet<>();
    int tail = written.lastIndexOf(':') + 1;
    if (written.indexOf('.', tail) < 0) {
      tail = written.length();
    }
    String groups = SUPERFLUOUS_ZEROS.matcher(written.substring(0, tail)).replaceAll("");
    if (tail == written.length()) {
      AddressText.parseV6(groups).map(AddressText::address).ifPresent(readings::add);
    } else {
      for (InetAddress quad : ipv4(written.substring(tail))) {
        AddressText.parseV6(groups + AddressText.format(quad))
            .map(AddressText::address)
            .ifPresent(readings::add);
      }
    }
    return readings;
  }

  private static Set<InetAddress> ipv4(String text) {
    Set<InetAddress> readings = new LinkedHashSet<>();
    String[] parts = text.split("\\.", 5);
    if (parts.length > 4) {
      return readings;
    }
    for (Overflow overflow : Overflow.values()) {
      for (LeadingZero zero : LeadingZero.values()) {
        ipv4(parts, zero, overflow).ifPresent(readings::add);
      }
      if (!readings.isEmpty()) {
        break;
      }
    }
    return readings;
  }

  private enum LeadingZero {
    OCTAL,
    DECIMAL
  }

  private enum Overflow {
    REFUSED,
    WRAPS
  }

  /** The last part fills all bytes that the parts before it leave, as inet_aton has it. */
  private static Optional<InetAddress> ipv4(String[] parts, LeadingZero zero, Overflow overflow) {
    long address = 0;
    for (int i = 0; i < parts.length; i++) {
      int bits = i < parts.length - 1 ? 8 : 8 * (5 - parts.length);
      long value = number(parts[i], zero, overflow);
      long max = (1L << bits) - 1;
      if (value < 0 || (value > max && overflow == Overflow.REFUSED)) {
        return Optional.empty();
      }
      address = address << bits | (value & max);
    }
    return Optional.of(
        AddressText.address(
            new byte[] {
              (byte) (address >> 24), (byte) (address >> 16), (byte) (address >> 8), (byte) address
            }));
  }

  /** The number, modulo 2^32 where it may wrap; -1 where it is not a number. */
  private static long number(String text, LeadingZero zero, Overflow overflow) {
    int radix = 10;
    int from = 0;
    if (text.startsWith("0x")) {
      radix = 16;
      from = 2; // "0x" alone is zero to URL parsers of the WHATWG kind
    } else if (text.isEmpty()) {
      return -1;
    } else if (text.startsWith("0") && zero == LeadingZero.OCTAL) {
      radix = 8;
    }
    long value = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
      if (value > MAX_IPV4) {
        if (overflow == Overflow.REFUSED) {
          return -1;
        }
        value &= MAX_IPV4;
      }
    }
    return value;
  }

  /** The host as resolvers see it after percent-decoding and IDNA mapping, in lower case. */
  private static String folded(String host) {
    String decoded = host.indexOf(':') < 0 ? percentDecoded(host) : host;
    StringBuilder folded = new StringBuilder();
    Normalizer.normalize(decoded, Normalizer.Form.NFKC)
        .codePoints()
        .filter(c -> !isIgnored(c))
        .forEach(
            c -> {
              if (c == '\u3002') { // the ideographic full stop
                folded.append('.');
              } else if (Character.isDigit(c)) {
                folded.append((char) ('0' + Character.digit(c, 10)));
              } else {
                folded.appendCodePoint(c);
              }
            });
    return folded.toString().strip().toLowerCase(Locale.ROOT);
  }

  /** Characters that IDNA drops, so that they hide a literal: soft hyphen, zero-width ones, … */
  private static boolean isIgnored(int c) {
    return Character.getType(c) == Character.FORMAT
        || c == 0x034F
        || (c >= 0x180B && c <= 0x180F)
        || (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF);
  }

  private static String percentDecoded(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      int high = bytes[i] == '%' && i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
      if (low < 0) {
        decoded.write(bytes[i]);
      } else {
        decoded.write(high << 4 | low);
        i += 2;
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }
}
