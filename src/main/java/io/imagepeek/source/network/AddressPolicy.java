package io.imagepeek.source.network;

import io.imagepeek.source.network.SpecialRange.Access;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which addresses may be connected to. Public addresses may. Link-local, cloud metadata,
 * unspecified, multicast and reserved ones never may. All other special ones (loopback, private, …)
 * may where the operator lists them. An IPv4 address inside an IPv6 one (mapped, compatible,
 * translated, NAT64, 6to4, Teredo, ISATAP) is checked too, by itself: listing the IPv6 block around
 * it does not allow it. Scopes are ignored.
 *
 * <p>It keeps registries, token realms and redirects from reaching what only this host can reach
 * (CVE-2026-48978 and similar), provided that the checked address is the one that is dialled.
 */
public final class AddressPolicy {

  /** The setting with the blocks that are allowed beyond the public addresses. */
  static final String SETTING = "imagepeek.network.allow";

  private final List<Cidr> allowed;

  /** A policy with these blocks allowed beyond the public addresses. */
  AddressPolicy(List<Cidr> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  /**
   * The policy of the setting.
   *
   * @throws IllegalArgumentException naming the setting and the entry that is not a CIDR block
   */
  public static AddressPolicy parse(List<String> blocks) {
    try {
      return new AddressPolicy(blocks.stream().map(String::strip).map(Cidr::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(SETTING + ": " + e.getMessage(), e);
    }
  }

  /** Why the address is refused, as a clause for an error; empty where it is allowed. */
  public Optional<String> refusal(InetAddress address) {
    InetAddress plain = AddressText.plain(address);
    String name = "address " + AddressText.format(plain);
    return Stream.concat(
            check(plain).map(why -> name + " is " + why).stream(),
            EmbeddedIpv4.of(plain).stream()
                .flatMap(
                    inner ->
                        check(inner)
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
   * As {@link #refusal}, for a host that a proxy will resolve: empty for a name. An address in any
   * notation is refused where any of its readings is refused.
   */
  public Optional<String> literalRefusal(String host) {
    return IpLiteral.readings(host).stream().flatMap(one -> refusal(one).stream()).findFirst();
  }

  private Optional<String> check(InetAddress address) {
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
