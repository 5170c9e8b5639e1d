package io.imagepeek.source.registry;

import io.imagepeek.source.AwsDomains;
import io.imagepeek.source.SteadyClock;
import io.imagepeek.source.registry.auth.CredentialFiles;
import io.imagepeek.source.registry.auth.CredentialHelper;
import io.imagepeek.source.registry.auth.CredentialSource;
import io.imagepeek.source.registry.cloud.AwsPartitions;
import io.imagepeek.source.registry.cloud.EcrIdentity;
import io.imagepeek.source.registry.cloud.GoogleIdentity;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the sources of the operator's credentials together from the settings. */
@ApplicationScoped
class CredentialWiring {

  /**
   * The sources of credentials for requests that bring none, unless there is another bean. The
   * first source that has credentials wins.
   */
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

  /** The domains of AWS. No class of the AWS SDK is loaded before the first call. */
  @Produces
  @Singleton
  AwsDomains awsDomains() {
    return region -> AwsPartitions.domain(region);
  }
}
