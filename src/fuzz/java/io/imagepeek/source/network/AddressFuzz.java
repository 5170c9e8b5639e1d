package io.imagepeek.source.network;

import io.imagepeek.fuzz.Corpus;
import io.imagepeek.fuzz.Expect;
import io.imagepeek.fuzz.Input;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A host, an address or a block of addresses. The JDK's reading is the other opinion: it may not
 * ask a resolver, so it is run with {@code -Djdk.net.hosts.file=/dev/null}.
 */
public final class AddressFuzz {

  private static final boolean ASKS_NO_RESOLVER =
      "/dev/null".equals(System.getProperty("jdk.net.hosts.file"));

  private AddressFuzz() {}

  public static void fuzzerInitialize() {
    Corpus.replay("Address", AddressFuzz::fuzzerTestOneInput);
  }

  public static void fuzzerTestOneInput(byte[] data) {
    String text = Input.text(data);
    Optional<byte[]> strict = AddressText.parse(text);
    List<InetAddress> readings = IpLiteral.readings(text);
    Expect.same(
        IpLiteral.parse(text), readings.stream().findFirst(), "the first reading is the reading");
    strict.ifPresent(bytes -> checkStrict(text, bytes, readings));
    checkJdk(text, readings);
    checkBlock(text);
    checkHost(text, readings);
  }

  private static void checkStrict(String text, byte[] bytes, List<InetAddress> readings) {
    InetAddress address = AddressText.address(bytes);
    Expect.same(List.of(address), readings, "a strict notation has one reading: " + text);
    String canonical = AddressText.format(bytes);
    Expect.that(
        AddressText.parse(canonical).filter(again -> Arrays.equals(again, bytes)).isPresent(),
        "the canonical text is the same address: " + canonical);
    Expect.same(jdk(canonical), Optional.of(address), "the JDK reads the canonical text alike");
    Expect.same(jdk(text), Optional.of(address), "the JDK reads the text alike: " + text);
  }

  /** What the JDK takes for an address, nobody here may take for a name. */
  private static void checkJdk(String text, List<InetAddress> readings) {
    if (text.length() > IpLiteral.MAX_LENGTH
        || !ASKS_NO_RESOLVER
        || text.isEmpty()
        || text.equalsIgnoreCase("localhost")) {
      return;
    }
    jdk(text)
        .ifPresent(
            address ->
                Expect.that(
                    readings.contains(AddressText.plain(address)),
                    "the JDK reads " + text + " as " + address + ", here it is " + readings));
  }

  private static Optional<InetAddress> jdk(String text) {
    boolean literal = text.indexOf(':') >= 0 || AddressText.parse(text).isPresent();
    if (!literal && !ASKS_NO_RESOLVER) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text)).map(AddressText::plain);
    } catch (UnknownHostException noAddress) {
      return Optional.empty();
    }
  }

  private static void checkBlock(String text) {
    Cidr block;
    try {
      block = Cidr.parse(text);
    } catch (IllegalArgumentException refused) {
      Expect.that(
          String.valueOf(refused.getMessage()).startsWith("\"" + text + "\" is not an IP address"),
          "an error has the text: " + refused.getMessage());
      return;
    }
    Expect.same(block, Cidr.parse(block.toString()), "a block is what it is written as");
    int slash = text.indexOf('/');
    String first = slash < 0 ? text : text.substring(0, slash);
    InetAddress address = AddressText.address(AddressText.parse(first).orElseThrow());
    // Where the block is wider than all mapped addresses, it is one of IPv6, and has none of IPv4.
    boolean widened = block.bits() == 128 && address.getAddress().length == 4;
    Expect.that(
        widened || block.contains(address), "a block has the address that it is written by");
    Expect.that(
        block.prefixLength() > 0 || (block.high() == 0 && block.low() == 0), "no bit is left over");
  }

  private static void checkHost(String text, List<InetAddress> readings) {
    Origin origin;
    try {
      origin = Origin.of("https", text);
    } catch (IllegalArgumentException refused) {
      String error = String.valueOf(refused.getMessage());
      Expect.that(
          text.length() < 12 || !error.contains(text), "an error repeats nothing: " + error);
      return;
    }
    Expect.same(origin, Origin.of("https", origin.authority()), "a host is written one way");
    Expect.same(
        origin, Origin.of(URI.create(origin.toString())), "an origin is what its URL is of");
    if (text.indexOf(':') < 0) {
      Expect.same(
          IpLiteral.readings(origin.host()), readings, "the canonical host has the same readings");
    }
  }
}
