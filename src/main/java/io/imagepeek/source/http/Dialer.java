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
 * Decides where the connection of a request goes. It resolves the name, checks the addresses, and
 * dials an address that was checked: no second look-up can give another one (DNS rebinding). A
 * proxy resolves names itself; address literals are checked in that case, too.
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
   * The routes to the request's host, to be tried in this order; at least one.
   *
   * <p>Fails with an {@link AttemptFailure} where no address is found or allowed.
   */
  Uni<List<RequestOptions>> routes(HttpRequest request) {
    Origin origin = request.origin();
    ConnectionErrorMapper errorMapper = new ConnectionErrorMapper(origin);
    Optional<ProxySettings.Proxy> proxy = proxies.proxyFor(origin);
    if (proxy.isPresent()) {
      Optional<String> refusal = policy.literalRefusal(origin.host());
      return refusal.isPresent()
          ? Uni.createFrom().failure(errorMapper.refused(refusal.get()))
          : Uni.createFrom().item(List.of(options(request).setProxyOptions(options(proxy.get()))));
    }
    return resolver
        .resolve(origin.host())
        .onFailure()
        .transform(failure -> errorMapper.unresolved(origin.host(), failure))
        .map(addresses -> allowed(request, addresses, errorMapper));
  }

  private List<RequestOptions> allowed(
      HttpRequest request, List<InetAddress> addresses, ConnectionErrorMapper errorMapper) {
    List<RequestOptions> routes = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    for (InetAddress address : addresses) {
      Optional<String> reason = policy.refusal(address);
      if (reason.isEmpty()) {
        routes.add(
            options(request)
                .setServer(
                    SocketAddress.inetSocketAddress(
                        request.origin().port(), address.getHostAddress())));
      } else {
        refusal = reason;
      }
    }
    if (routes.isEmpty()) {
      throw errorMapper.refused(refusal.orElse("it has no address"));
    }
    return routes;
  }

  private static RequestOptions options(HttpRequest request) {
    Origin origin = request.origin();
    return new RequestOptions()
        .setMethod(request.method())
        // RFC 9110 §7.2: an IPv6 address stands in brackets in the Host header.
        .setHost(origin.host().indexOf(':') < 0 ? origin.host() : "[" + origin.host() + "]")
        .setPort(origin.port())
        .setSsl(origin.isHttps())
        .setURI(request.target())
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
