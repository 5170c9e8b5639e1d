package io.imagepeek.source.registry;

import io.imagepeek.source.AwsDomains;
import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.SteadyClock;
import io.imagepeek.source.http.CircuitBreakers;
import io.imagepeek.source.http.Dialer;
import io.imagepeek.source.http.HostResilience;
import io.imagepeek.source.http.HttpSettings;
import io.imagepeek.source.http.NameResolver;
import io.imagepeek.source.http.SystemResolver;
import io.imagepeek.source.http.Transport;
import io.imagepeek.source.http.UserAgent;
import io.imagepeek.source.network.AddressPolicy;
import io.imagepeek.source.network.HostPatterns;
import io.imagepeek.source.network.InsecureRegistries;
import io.imagepeek.source.network.ProxySettings;
import io.imagepeek.source.network.RedirectPolicy;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.auth.ChallengeCache;
import io.imagepeek.source.registry.auth.CredentialFiles;
import io.imagepeek.source.registry.auth.CredentialHelper;
import io.imagepeek.source.registry.auth.CredentialSource;
import io.imagepeek.source.registry.auth.TokenCache;
import io.imagepeek.source.registry.cache.CacheSettings;
import io.imagepeek.source.registry.cache.ImageCache;
import io.imagepeek.source.registry.cloud.AwsPartitions;
import io.imagepeek.source.registry.cloud.EcrIdentity;
import io.imagepeek.source.registry.cloud.GoogleIdentity;
import io.imagepeek.source.registry.mirror.RegistriesConf;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Puts the registry client together from the operator's settings. */
@ApplicationScoped
class RegistryWiring {

  private static final Logger LOG = Logger.getLogger(RegistryWiring.class);
  private static final int TOKENS_REMEMBERED = 1_024;

  /** The resolver, unless another one is provided. */
  @Produces
  @Singleton
  @DefaultBean
  NameResolver resolver() {
    return new SystemResolver();
  }

  /** The wall's clock, which others' times are compared with, unless another one is provided. */
  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The clock of deadlines and ages, unless another one is provided. */
  @Produces
  @Singleton
  @DefaultBean
  SteadyClock steadyClock() {
    return SteadyClock.start();
  }

  /** The domains of AWS; nothing of the AWS SDK is loaded before the first one is asked for. */
  @Produces
  @Singleton
  AwsDomains awsDomains() {
    return region -> AwsPartitions.domain(region);
  }

  /** Where credentials are looked for when a request brings none: the first that has any counts. */
  @Produces
  @Singleton
  @DefaultBean
  CredentialSource credentials(RegistrySettings settings, Clock clock, SteadyClock steady) {
    List<CredentialSource> sources = new ArrayList<>();
    if (settings.credentials().files()) {
      sources.add(files(settings.credentials()));
    }
    if (settings.identity().aws()) {
      sources.add(new EcrIdentity(clock, steady, settings.identity().timeout()));
    }
    if (settings.identity().google()) {
      sources.add(new GoogleIdentity(clock, steady, settings.identity().timeout(), System::getenv));
    }
    return (host, repository) ->
        sources.stream()
            .map(source -> source.find(host, repository))
            .flatMap(Optional::stream)
            .findFirst();
  }

  private static CredentialFiles files(RegistrySettings.CredentialStores stores) {
    return new CredentialFiles(
        CredentialFiles.documentedOrder(System::getenv, Path.of(System.getProperty("user.home"))),
        new CredentialHelper(
            stores.helpers(),
            Optional.ofNullable(System.getenv("PATH")).orElse(""),
            stores.helperTimeout()));
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

  /** The source of the transport {@code docker}. */
  @Produces
  @Singleton
  RegistrySource source(
      RegistrySettings settings,
      HttpSettings http,
      CacheSettings cache,
      Transport transport,
      CredentialSource credentials,
      DocumentReading documents,
      ParserExecutor parsers,
      MemoryBudget memory,
      Clock clock,
      SteadyClock steady) {
    RegistriesConf mirrors = mirrors(settings.registry());
    List<String> plainHttp = settings.registry().insecure().orElse(List.of());
    // Where a mirror in plain http may lead; what is asked so first is said for each place.
    List<String> reachable = new ArrayList<>(plainHttp);
    reachable.addAll(mirrors.insecureHosts());
    RedirectPolicy targets = new RedirectPolicy(new InsecureRegistries(reachable));
    RegistryErrorMapper errors = new RegistryErrorMapper(clock);
    RegistryClient client =
        new RegistryClient(
            transport,
            new HostResilience(http, new CircuitBreakers(http.host(), System::nanoTime)),
            targets,
            errors,
            settings.limits().redirects());
    Authenticator authenticator =
        new Authenticator(
            credentials,
            new TokenCache(clock, steady, TOKENS_REMEMBERED),
            new RegistryTokenService(client, settings.limits().tokenBytes()),
            targets,
            clock,
            parsers);
    RegistryImageFactory images =
        new RegistryImageFactory(
            mirrors,
            new InsecureRegistries(plainHttp),
            client,
            authenticator,
            new ChallengeCache(http.host().remembered()),
            errors,
            new TagListing(settings.limits(), targets, parsers),
            documents,
            parsers);
    return new RegistrySource(
        new HostPatterns(settings.registry().allow()),
        images,
        new ImageCache(
            steady,
            // Next to what is under way, whose bound is as much.
            Math.min(cache.bytes().asLongValue(), Runtime.getRuntime().maxMemory() / 4),
            cache.time()),
        memory,
        cache.maxAge());
  }

  private static RegistriesConf mirrors(RegistrySettings.Registry settings) {
    RegistriesConf mirrors =
        settings.registriesConf().map(RegistriesConf::read).orElse(RegistriesConf.none());
    if (!mirrors.unknownKeys().isEmpty()) {
      LOG.warnf("imagepeek.registry.registries-conf: %s means nothing here", mirrors.unknownKeys());
    }
    return mirrors;
  }

  /** What everything that is read may take of the memory: a quarter of it where nothing is said. */
  @Produces
  @Singleton
  MemoryBudget memory(RegistrySettings settings) {
    return new MemoryBudget(
        settings
            .limits()
            .documents()
            .map(MemorySize::asLongValue)
            .orElseGet(() -> Runtime.getRuntime().maxMemory() / 4));
  }

  /** What documents of every source are held to. */
  @Produces
  @Singleton
  DocumentReading documents(RegistrySettings settings) {
    RegistrySettings.Limits limits = settings.limits();
    return new DocumentReading(limits.manifestBytes(), limits.configBytes(), limits.jsonDepth());
  }

  private static Consumer<HttpClientOptions> trust(
      RegistrySettings settings, TlsConfigurationRegistry registry) {
    Optional<String> name = settings.registry().tlsConfigurationName();
    Optional<TlsConfiguration> configuration =
        name.isPresent() ? registry.get(name.get()) : registry.getDefault();
    if (name.isPresent() && configuration.isEmpty()) {
      throw new IllegalArgumentException(
          "imagepeek.registry.tls-configuration-name: there is no TLS configuration " + name.get());
    }
    return options ->
        configuration.ifPresent(trusted -> TlsConfigUtils.configure(options, trusted));
  }
}
