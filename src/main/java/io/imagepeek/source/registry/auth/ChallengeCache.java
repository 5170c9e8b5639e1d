package io.imagepeek.source.registry.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.imagepeek.source.network.Origin;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What registries have demanded before they answered, so that they need not say it again: the
 * scheme, the realm, the service, and the scope with the repository left open; and which namespaces
 * have named that realm. The number of registries is bounded, and that of each one's namespaces.
 * Safe for use by many threads.
 *
 * <p>A registry may serve repositories whose answers somebody else controls. A realm that such a
 * one has named is given no credentials for the repositories of others: see {@link
 * Expected#mayBeProven}.
 */
public final class ChallengeCache {

  /** A realm may move, and what came over plain http may be forged. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final String SCOPE = "scope";

  /** Not below {@code /v2/} but right under it, and nothing that some servers would take for it. */
  private static final Pattern OWN_PATH =
      Pattern.compile("/(v2/)?[A-Za-z0-9_-]*|/(?!v2/)[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

  /** Stands for the repository in a scope; no repository has a brace. */
  private static final String ANY_REPOSITORY = "{repository}";

  /** Of one registry; those beyond are challenged each time. */
  private static final int NAMESPACES = 1_000;

  private final Cache<Origin, Demand> demanded;

  /**
   * What a registry demands.
   *
   * @param namespaces those whose repositories have named it
   */
  private record Demand(List<Challenge> challenges, Set<String> namespaces) {

    /** The same, once a further namespace has named it. */
    Demand namedBy(String namespace) {
      if (namespaces.contains(namespace) || namespaces.size() >= NAMESPACES) {
        return this;
      }
      Set<String> all = new HashSet<>(namespaces);
      all.add(namespace);
      return new Demand(challenges, Set.copyOf(all));
    }
  }

  /**
   * What a registry can be expected to demand.
   *
   * @param mayBeProven whether credentials may be used before it is demanded: the realm is the
   *     registry's own, or has been named by this very namespace
   */
  public record Expected(List<Challenge> challenges, boolean mayBeProven) {
    private static final Expected NOTHING = new Expected(List.of(), false);
  }

  /**
   * @param registries remembered at most
   */
  public ChallengeCache(int registries) {
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
  public Expected expected(Origin registry, String repository) {
    Demand demand = demanded.getIfPresent(registry);
    if (demand == null) {
      return Expected.NOTHING;
    }
    return new Expected(
        demand.challenges().stream()
            .map(challenge -> with(challenge, ANY_REPOSITORY, repository))
            .toList(),
        demand.namespaces().contains(namespace(repository))
            || demand.challenges().stream().allMatch(challenge -> isOwn(challenge, registry)));
  }

  /**
   * Whether whoever demands it so is the registry itself: it has no realm, or one at its own
   * origin, and not among what it serves of repositories ({@code /v2/NAME/…}).
   */
  private static boolean isOwn(Challenge challenge, Origin registry) {
    if (!challenge.scheme().equals("bearer")) {
      return true;
    }
    try {
      URI realm = URI.create(challenge.realm().orElse(""));
      return Origin.of(realm).equals(registry) && OWN_PATH.matcher(realm.getRawPath()).matches();
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** Whose a repository is: all of its path but the last part; one of one part is its own. */
  private static String namespace(String repository) {
    int slash = repository.lastIndexOf('/');
    return slash < 0 ? "/" + repository : repository.substring(0, slash);
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
    Demand known = demanded.getIfPresent(registry);
    if (known != null && known.challenges().equals(general)) {
      demanded.put(registry, known.namedBy(namespace(repository)));
      return true;
    }
    demanded.put(registry, new Demand(general, Set.of(namespace(repository))));
    return false;
  }

  /** The registry has answered without a challenge. */
  public void answered(Origin registry) {
    var unused = demanded.asMap().putIfAbsent(registry, new Demand(List.of(), Set.of()));
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
