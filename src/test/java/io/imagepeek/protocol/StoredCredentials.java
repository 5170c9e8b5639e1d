package io.imagepeek.protocol;

import io.imagepeek.source.Credentials;
import io.imagepeek.source.registry.auth.CredentialSource;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the operator has stored, in the place of the container tools' files. */
@Alternative
@Singleton
class StoredCredentials implements CredentialSource {

  private final Map<String, Credentials> byHost = new HashMap<>();
  private final List<String> lookUps = new ArrayList<>();

  synchronized void reset() {
    byHost.clear();
    lookUps.clear();
  }

  synchronized void put(String host, Credentials credentials) {
    byHost.put(host, credentials);
  }

  /** What was looked for, as {@code host/repository}. */
  synchronized List<String> lookUps() {
    return List.copyOf(lookUps);
  }

  @Override
  public synchronized Optional<Credentials> find(String host, String repository) {
    lookUps.add(host + "/" + repository);
    return Optional.ofNullable(byHost.get(host));
  }
}
