package io.imagepeek.source.registry;

import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.http.Dialer;
import io.imagepeek.source.http.HttpSettings;
import io.imagepeek.source.http.NameResolver;
import io.imagepeek.source.http.SystemResolver;
import io.imagepeek.source.http.Transport;
import io.imagepeek.source.http.UserAgent;
import io.imagepeek.source.network.AddressPolicy;
import io.imagepeek.source.network.ProxySettings;
import io.quarkus.arc.DefaultBean;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Puts the connections to registries together: names, addresses, proxies and TLS. */
@ApplicationScoped
class TransportWiring {

  /** The resolver of host names, unless there is another bean. */
  @Produces
  @Singleton
  @DefaultBean
  NameResolver resolver() {
    return new SystemResolver();
  }

  /** The connections to registries. */
  @Produces
  @Singleton
  Transport transport(
      Vertx vertx,
      RegistrySettings settings,
      HttpSettings http,
      NameResolver resolver,
      MemoryBudget memory,
      TlsConfigurationRegistry tls,
      @ConfigProperty(name = "quarkus.application.version") String version) {
    AddressPolicy policy = AddressPolicy.parse(settings.network().allow().orElse(List.of()));
    ProxySettings proxies =
        new ProxySettings(
            settings.proxy().https().orElse(null),
            settings.proxy().http().orElse(null),
            settings.proxy().none().orElse(null));
    return new Transport(
        vertx,
        new Dialer(resolver, policy, proxies),
        http,
        settings.registry().http2(),
        settings.limits().errorBytes(),
        memory,
        UserAgent.of(version, settings.registry().userAgent().orElse("")),
        trust(settings, tls));
  }

  void close(@Disposes Transport transport) {
    transport.close();
  }

  private static Consumer<HttpClientOptions> trust(
      RegistrySettings settings, TlsConfigurationRegistry registry) {
    Optional<String> name = settings.registry().tlsConfigurationName();
    Optional<TlsConfiguration> configuration =
        name.isPresent() ? registry.get(name.get()) : registry.getDefault();
    if (name.isPresent() && configuration.isEmpty()) {
      throw new IllegalArgumentException(
          "imagepeek.registry.tls-configuration-name: there is no TLS configuration named "
              + name.get());
    }
    return options ->
        configuration.ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
  }
}
