package io.imagepeek.source.registry.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imagepeek.source.registry.network.Origin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What registries have demanded before they answered, so that they need not say it again: the
 * scheme, the realm, the service, and the scope with the repository left open. The number of
 * registries is bounded. Safe for use by many threads.
 */
public final class ChallengeMemory {

  /** A realm may move, and what came over plain http may be forged. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final String SCOPE = "scope";

  /** Stands for the repository in a scope; no repository has a brace. */
  private static final String ANY_REPOSITORY = "{repository}";

  private final Cache<Origin, List<Challenge>> demanded;

  /**
   * @param registries remembered at most
   */
  public ChallengeMemory(int registries) {
    this.demanded =
        Caffeine.newBuilder()
            .maximumSize(registries)
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();
  }

  /** Whether the registry has answered before, with a challenge or without. */
  public boolean knows(Origin registry) {
    return demanded.getIfPresent(registry) != null;
  }

  /** What the registry can be expected to demand for a repository; none where it is not known. */
  public List<Challenge> expected(Origin registry, String repository) {
    return Optional.ofNullable(demanded.getIfPresent(registry)).orElse(List.of()).stream()
        .map(challenge -> with(challenge, ANY_REPOSITORY, repository))
        .toList();
  }

  /**
   * The registry demands this, in its order, for a repository.
   *
   * @return whether that is what it was known to demand
   */
  public boolean challenged(Origin registry, String repository, List<Challenge> challenges) {
    List<Challenge> general =
        challenges.stream().map(challenge -> with(challenge, repository, ANY_REPOSITORY)).toList();
    boolean special =
        general.stream().anyMatch(challenge -> challenge.scope().orElse("").contains(repository));
    if (special) {
      // The scope has the repository in a form that is not understood here.
      demanded.invalidate(registry);
      return false;
    }
    return general.equals(demanded.asMap().put(registry, general));
  }

  /** The registry has answered without a challenge. */
  public void answered(Origin registry) {
    var unused = demanded.asMap().putIfAbsent(registry, List.of());
  }

  /** The challenge for another repository; why another token was refused is left out. */
  private static Challenge with(Challenge challenge, String repository, String other) {
    Map<String, String> parameters = new LinkedHashMap<>(challenge.parameters());
    parameters.keySet().removeIf(name -> name.startsWith("error"));
    parameters.computeIfPresent(
        SCOPE,
        (name, scope) ->
            scope.replace("repository:" + repository + ":", "repository:" + other + ":"));
    return new Challenge(challenge.scheme(), parameters);
  }
}
