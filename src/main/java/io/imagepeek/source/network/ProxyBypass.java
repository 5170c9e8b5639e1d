package io.imagepeek.source.network;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The origins that NO_PROXY excludes from the proxy. Its entries are separated by commas or white
 * space; each is
 *
 * <ul>
 *   <li>{@code *}: everything;
 *   <li>{@code example.com}: that host and all below it; {@code .example.com} or {@code
 *       *.example.com}: those below it only;
 *   <li>an IP address or CIDR block: hosts written as such an address (names are not resolved);
 *   <li>a host or address with {@code :port}: only on that port.
 * </ul>
 *
 * <p>{@code localhost} and loopback addresses are never proxied. Other entries are ignored, since
 * other programs read the same variable by their own rules.
 */
final class ProxyBypass {

  private static final Cidr LOOPBACK_V4 = Cidr.parse("127.0.0.0/8");
  private static final Cidr LOOPBACK_V6 = Cidr.parse("::1");

  private final List<Entry> entries;

  ProxyBypass(String noProxy) {
    entries =
        Arrays.stream(noProxy.split("[,\\s]+"))
            .map(Entry::parse)
            .flatMap(Optional::stream)
            .toList();
  }

  /** Whether connections to the origin bypass the proxy. */
  boolean isDirect(Origin origin) {
    String host =
        origin.host().endsWith(".")
            ? origin.host().substring(0, origin.host().length() - 1)
            : origin.host();
    Optional<InetAddress> address = IpLiteral.parse(host);
    if (host.equals("localhost")
        || address.filter(a -> LOOPBACK_V4.contains(a) || LOOPBACK_V6.contains(a)).isPresent()) {
      return true;
    }
    return entries.stream().anyMatch(entry -> entry.matches(host, address, origin.port()));
  }

  private sealed interface Entry {

    boolean matches(String host, Optional<InetAddress> address, int port);

    static Optional<Entry> parse(String written) {
      String text = written.toLowerCase(Locale.ROOT);
      if (text.isEmpty()) {
        return Optional.empty();
      }
      if (text.equals("*")) {
        return Optional.of(new Everything());
      }
      try {
        if (text.indexOf('/') >= 0 || AddressText.parse(text).isPresent()) {
          return Optional.of(new Block(Cidr.parse(text), HostPort.NO_PORT));
        }
        String name = text.startsWith("*.") ? text.substring(1) : text;
        boolean onlyBelow = name.startsWith(".");
        HostPort named = HostPort.parse(onlyBelow ? name.substring(1) : name);
        Optional<byte[]> address = AddressText.parse(named.host());
        if (address.isPresent()) {
          return Optional.of(new Block(Cidr.parse(named.host()), named.port()));
        }
        return Optional.of(new Domain(named.host(), onlyBelow, named.port()));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
  }

  private record Everything() implements Entry {
    @Override
    public boolean matches(String host, Optional<InetAddress> address, int port) {
      return true;
    }
  }

  private record Block(Cidr range, int onlyPort) implements Entry {
    @Override
    public boolean matches(String host, Optional<InetAddress> address, int port) {
      return (onlyPort == HostPort.NO_PORT || onlyPort == port)
          && address.filter(range::contains).isPresent();
    }
  }

  private record Domain(String name, boolean onlyBelow, int onlyPort) implements Entry {
    @Override
    public boolean matches(String host, Optional<InetAddress> address, int port) {
      return (onlyPort == HostPort.NO_PORT || onlyPort == port)
          && (host.endsWith("." + name) || (!onlyBelow && host.equals(name)));
    }
  }
}
