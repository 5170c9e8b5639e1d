package io.imagepeek.source.network;

import io.imagepeek.source.network.SpecialRange.Access;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. Public ones may; link-local, cloud metadata, unspecified,
 * multicast and reserved ones never; all other special ones (loopback, private, …) only where the
 * operator lists them. An IPv4 address inside an IPv6 one (mapped, compatible, translated, NAT64,
 * 6to4, Teredo, ISATAP) is judged too, by itself: listing the IPv6 block that wraps it does not
 * allow it. Scopes do not count.
 *
 * <p>It keeps registries, token realms and redirects from reaching what only this host can reach
 * (CVE-2026-48978 and its kin), provided that the very address judged is the one dialled.
 */
public final class AddressPolicy {

  /** The setting that lists what may be connected to beyond the public addresses. */
  public static final String SETTING = "imagepeek.network.allow";

  private final List<Cidr> allowed;

  /** A policy with these blocks allowed beyond the public addresses. */
  public AddressPolicy(List<Cidr> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /**
   * The policy that the setting asks for.
   *
   * @throws IllegalArgumentException naming the setting and the entry that is no CIDR block
   */
  public static AddressPolicy parse(List<String> blocks) {
    try {
      return new AddressPolicy(blocks.stream().map(String::strip).map(Cidr::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(SETTING + ": " + e.getMessage(), e);
    }
  }

  /** Why the address is not connected to, as a clause for an error; nothing where it may be. */
  public Optional<String> refusal(InetAddress address) {
    InetAddress plain = AddressText.plain(address);
    String name = "address " + AddressText.format(plain);
    return Stream.concat(
            judged(plain).map(why -> name + " is " + why).stream(),
            EmbeddedIpv4.of(plain).stream()
                .flatMap(
                    inner ->
                        judged(inner)
                            .map(
                                why ->
                                    name
                                        + " embeds "
                                        + AddressText.format(inner)
                                        + ", which is "
                                        + why)
                            .stream()))
        .findFirst();
  }

  /**
   * As {@link #refusal}, for a host that a proxy will resolve: nothing for a name; for an address
   * in any notation, a refusal where any of its readings is refused.
   */
  public Optional<String> literalRefusal(String host) {
    return IpLiteral.readings(host).stream().flatMap(one -> refusal(one).stream()).findFirst();
  }

  private Optional<String> judged(InetAddress address) {
    return SpecialRange.of(address)
        .flatMap(
            special -> {
              if (special.access() == Access.NEVER) {
                return Optional.of(special.purpose() + " and never connected to");
              }
              return allowed.stream().anyMatch(block -> block.contains(address))
                  ? Optional.empty()
                  : Optional.of(special.purpose() + "; the operator can allow it with " + SETTING);
            });
  }
}
