package io.imagepeek.source.registry.auth;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials;
import java.util.Optional;

/** Finds credentials for a registry in one place, such as files. It may block. */
public interface CredentialSource {

  /**
   * The credentials for a repository.
   *
   * @param host the registry's host as in a reference: {@code docker.io}, {@code host}, {@code
   *     host:port}, {@code [::1]:5000}
   * @param repository the repository's path, for instance {@code library/alpine}
   * @return empty if the place has none for the repository
   * @throws RegistryAuthenticationFailure if the place cannot be read. It is then unknown whether
   *     it has credentials, and others must not be used instead (CVE-2021-41092)
   */
  Optional<Credentials> find(String host, String repository);
}
