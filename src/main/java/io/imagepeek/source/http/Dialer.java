package io.imagepeek.source.http;

import io.imagepeek.source.network.AddressPolicy;
import io.imagepeek.source.network.Origin;
import io.imagepeek.source.network.ProxySettings;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides where the connection of a call goes. A name is resolved here, its addresses are checked,
 * and a checked address is what is dialled, so that a name server cannot change its mind between
 * the check and the connection. Behind a proxy names are the proxy's to resolve, while literal
 * addresses are checked all the same.
 */
public final class Dialer {

  private final NameResolver resolver;
  private final AddressPolicy policy;
  private final ProxySettings proxies;

  public Dialer(NameResolver resolver, AddressPolicy policy, ProxySettings proxies) {
    this.resolver = resolver;
    this.policy = policy;
    this.proxies = proxies;
  }

  /**
   * The ways to the call's host, to be tried in turn; at least one.
   *
   * <p>Fails with an {@link AttemptFailure} where there is none that may be taken.
   */
  Uni<List<RequestOptions>> ways(HttpRequest call) {
    Origin origin = call.origin();
    ConnectionErrorMapper faults = new ConnectionErrorMapper(origin);
    Optional<ProxySettings.Proxy> proxy = proxies.proxyFor(origin);
    if (proxy.isPresent()) {
      Optional<String> refusal = policy.literalRefusal(origin.host());
      return refusal.isPresent()
          ? Uni.createFrom().failure(faults.refused(refusal.get()))
          : Uni.createFrom().item(List.of(options(call).setProxyOptions(options(proxy.get()))));
    }
    return resolver
        .resolve(origin.host())
        .onFailure()
        .transform(failure -> faults.unresolved(origin.host(), failure))
        .map(addresses -> allowed(call, addresses, faults));
  }

  private List<RequestOptions> allowed(
      HttpRequest call, List<InetAddress> addresses, ConnectionErrorMapper faults) {
    List<RequestOptions> ways = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    for (InetAddress address : addresses) {
      Optional<String> reason = policy.refusal(address);
      if (reason.isEmpty()) {
        ways.add(
            options(call)
                .setServer(
                    SocketAddress.inetSocketAddress(
                        call.origin().port(), address.getHostAddress())));
      } else {
        refusal = reason;
      }
    }
    if (ways.isEmpty()) {
      throw faults.refused(refusal.orElse("it has no address"));
    }
    return ways;
  }

  private static RequestOptions options(HttpRequest call) {
    Origin origin = call.origin();
    String query = call.uri().getRawQuery();
    return new RequestOptions()
        .setMethod(call.method())
        // RFC 9110 §7.2: an IPv6 address stands in brackets in the Host header.
        .setHost(origin.host().indexOf(':') < 0 ? origin.host() : "[" + origin.host() + "]")
        .setPort(origin.port())
        .setSsl(origin.isHttps())
        .setURI(call.uri().getRawPath() + (query == null ? "" : "?" + query))
        .setFollowRedirects(false);
  }

  private static ProxyOptions options(ProxySettings.Proxy proxy) {
    return new ProxyOptions()
        .setHost(proxy.host())
        .setPort(proxy.port())
        .setUsername(proxy.username())
        .setPassword(proxy.password());
  }
}
