package io.imagepeek.source.registry;

import io.imagepeek.source.DocumentReading;
import io.imagepeek.source.MemoryBudget;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.SteadyClock;
import io.imagepeek.source.http.CircuitBreakers;
import io.imagepeek.source.http.HostResilience;
import io.imagepeek.source.http.HttpSettings;
import io.imagepeek.source.http.Transport;
import io.imagepeek.source.network.HostPatterns;
import io.imagepeek.source.network.InsecureRegistries;
import io.imagepeek.source.network.RedirectPolicy;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.auth.ChallengeCache;
import io.imagepeek.source.registry.auth.CredentialSource;
import io.imagepeek.source.registry.auth.TokenCache;
import io.imagepeek.source.registry.cache.CacheSettings;
import io.imagepeek.source.registry.cache.ImageCache;
import io.imagepeek.source.registry.mirror.RegistriesConf;
import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** Puts the registry client together from the operator's settings. */
@ApplicationScoped
class RegistryWiring {

  private static final Logger LOG = Logger.getLogger(RegistryWiring.class);
  private static final int CACHED_TOKENS = 1_024;

  /** The wall clock, which times of other hosts are compared with, unless there is another bean. */
  @Produces
  @Singleton
  @DefaultBean
  Clock clock() {
    return Clock.systemUTC();
  }

  /** The clock of deadlines and ages, unless there is another bean. */
  @Produces
  @Singleton
  @DefaultBean
  SteadyClock steadyClock() {
    return SteadyClock.start();
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
    // Redirects may lead to plain HTTP mirrors, too. First requests depend on their endpoint.
    List<String> plainHttpTargets = new ArrayList<>(plainHttp);
    plainHttpTargets.addAll(mirrors.insecureHosts());
    RedirectPolicy redirects = new RedirectPolicy(new InsecureRegistries(plainHttpTargets));
    RegistryErrorMapper errors = new RegistryErrorMapper(clock);
    RegistryClient client =
        new RegistryClient(
            transport,
            new HostResilience(http, new CircuitBreakers(http.host(), System::nanoTime)),
            redirects,
            errors,
            settings.limits().redirects());
    Authenticator authenticator =
        new Authenticator(
            credentials,
            new TokenCache(clock, steady, CACHED_TOKENS),
            new RegistryTokenService(client, settings.limits().tokenBytes()),
            redirects,
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
            new TagListing(settings.limits(), redirects, parsers),
            documents,
            parsers);
    return new RegistrySource(
        new HostPatterns(settings.registry().allow()),
        images,
        new ImageCache(
            steady,
            // Documents in use may take another quarter.
            Math.min(cache.bytes().asLongValue(), Runtime.getRuntime().maxMemory() / 4),
            cache.time()),
        memory,
        cache.maxAge());
  }

  private static RegistriesConf mirrors(RegistrySettings.Registry settings) {
    RegistriesConf mirrors =
        settings.registriesConf().map(RegistriesConf::read).orElse(RegistriesConf.none());
    if (!mirrors.unknownKeys().isEmpty()) {
      LOG.warnf(
          "imagepeek.registry.registries-conf: these keys are not supported and have no effect: %s",
          mirrors.unknownKeys());
    }
    return mirrors;
  }

  /** The memory for all documents in use; without a setting it is a quarter of the heap. */
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

  /** The limits that documents of every source are read with. */
  @Produces
  @Singleton
  DocumentReading documents(RegistrySettings settings) {
    RegistrySettings.Limits limits = settings.limits();
    return new DocumentReading(limits.manifestBytes(), limits.configBytes(), limits.jsonDepth());
  }
}
