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
 * Caches the challenges of registries, so that requests can be authorized preemptively: the scheme,
 * the realm, the service, and the scope with a placeholder for the repository. It also keeps the
 * namespaces whose repositories have named that realm. The numbers of registries and of namespaces
 * are bounded. Safe for use by many threads.
 *
 * <p>A registry may serve repositories whose responses another party controls. A realm that such a
 * repository names gets no credentials for other namespaces: see {@link
 * Expected#mayUseCredentials}.
 */
public final class ChallengeCache {

  /** A realm may move, and a challenge over plain HTTP may be forged. */
  private static final Duration KEPT = Duration.ofHours(1);

  private static final String SCOPE = "scope";

  /** Paths that cannot be a repository's: directly under {@code /v2/}, or outside of it. */
  private static final Pattern OWN_PATH =
      Pattern.compile("/(v2/)?[A-Za-z0-9_-]*|/(?!v2/)[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");

  /** The placeholder for the repository in a scope; no repository has a brace. */
  private static final String ANY_REPOSITORY = "{repository}";

  /** The namespaces of one registry; others are challenged each time. */
  private static final int NAMESPACES = 1_000;

  private final Cache<Origin, Challenges> kept;

  /**
   * A registry's challenges.
   *
   * @param namespaces those whose repositories have sent them
   */
  private record Challenges(List<Challenge> challenges, Set<String> namespaces) {

    /** The same with a further namespace. */
    Challenges with(String namespace) {
      if (namespaces.contains(namespace) || namespaces.size() >= NAMESPACES) {
        return this;
      }
      Set<String> all = new HashSet<>(namespaces);
      all.add(namespace);
      return new Challenges(challenges, Set.copyOf(all));
    }
  }

  /**
   * The challenges to expect from a registry.
   *
   * @param mayUseCredentials whether credentials may be used before the registry challenges: the
   *     realm is the registry's own, or this namespace has named it
   */
  public record Expected(List<Challenge> challenges, boolean mayUseCredentials) {
    private static final Expected NOTHING = new Expected(List.of(), false);
  }

  /**
   * @param registries the greatest number of registries
   */
  public ChallengeCache(int registries) {
    this.kept =
        Caffeine.newBuilder()
            .maximumSize(registries)
            .expireAfterWrite(KEPT)
            .executor(Runnable::run)
            .build();
  }

  /** Whether the registry has responded before, with a challenge or without. */
  public boolean knows(Origin registry) {
    return kept.getIfPresent(registry) != null;
  }

  /** The challenges to expect for a repository; none if the registry is not known. */
  public Expected expected(Origin registry, String repository) {
    Challenges known = kept.getIfPresent(registry);
    if (known == null) {
      return Expected.NOTHING;
    }
    return new Expected(
        known.challenges().stream()
            .map(challenge -> with(challenge, ANY_REPOSITORY, repository))
            .toList(),
        known.namespaces().contains(namespace(repository))
            || known.challenges().stream().allMatch(challenge -> isOwn(challenge, registry)));
  }

  /**
   * Whether the challenge is the registry's own: it has no realm, or a realm at the registry's
   * origin that is not among its repositories ({@code /v2/NAME/…}).
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

  /** The repository's path without its last part; a path of one part is its own namespace. */
  private static String namespace(String repository) {
    int slash = repository.lastIndexOf('/');
    return slash < 0 ? "/" + repository : repository.substring(0, slash);
  }

  /**
   * Keeps the challenges, in the registry's order, for a repository.
   *
   * @return whether they are the same as those kept before
   */
  public boolean challenged(Origin registry, String repository, List<Challenge> challenges) {
    List<Challenge> general =
        challenges.stream().map(challenge -> with(challenge, repository, ANY_REPOSITORY)).toList();
    boolean unknownForm =
        general.stream().anyMatch(challenge -> challenge.scope().orElse("").contains(repository));
    if (unknownForm) {
      // The scope has the repository in an unknown form, which cannot be replaced.
      kept.invalidate(registry);
      return false;
    }
    Challenges known = kept.getIfPresent(registry);
    if (known != null && known.challenges().equals(general)) {
      kept.put(registry, known.with(namespace(repository)));
      return true;
    }
    kept.put(registry, new Challenges(general, Set.of(namespace(repository))));
    return false;
  }

  /** Keeps that the registry has responded without a challenge. */
  public void answered(Origin registry) {
    var unused = kept.asMap().putIfAbsent(registry, new Challenges(List.of(), Set.of()));
  }

  /** The challenge for another repository, without the error of a refused token. */
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
