package io.imagepeek.source.registry.auth;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.Credentials;
import java.util.Optional;

/** A place where credentials for a registry may be found. It may block. */
public interface CredentialSource {

  /**
   * The credentials for a repository.
   *
   * @param host the registry's host as in a reference: {@code docker.io}, {@code host}, {@code
   *     host:port}, {@code [::1]:5000}
   * @param repository the repository's path, for instance {@code library/alpine}
   * @return empty where the place holds none for it
   * @throws RegistryAuthenticationFailure where the place cannot be read, so that it is not known
   *     whether there are any: to go on with others, or none, would be a guess (CVE-2021-41092)
   */
  Optional<Credentials> find(String host, String repository);
}
