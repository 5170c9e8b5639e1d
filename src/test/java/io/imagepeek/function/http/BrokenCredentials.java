package io.imagepeek.function.http;

import io.imagepeek.source.Credentials;
import io.imagepeek.source.registry.auth.CredentialSource;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Has no credentials, and a defect at one repository. */
@Alternative
@Singleton
class BrokenCredentials implements CredentialSource {

  static final String REPOSITORY = "faces/defect";
  static final String SECRET = "s3cr3t-in-a-defect";

  @Override
  public Optional<Credentials> find(String host, String repository) {
    if (repository.equals(REPOSITORY)) {
      throw new IllegalStateException(SECRET);
    }
    return Optional.empty();
  }
}
