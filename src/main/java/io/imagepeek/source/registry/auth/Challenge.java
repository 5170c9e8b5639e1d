package io.imagepeek.source.registry.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One challenge of a {@code WWW-Authenticate} header (RFC 9110 section 11.6.1).
 *
 * @param scheme the authentication scheme in lower case, for instance {@code bearer}
 * @param parameters the parameters by their name in lower case; empty if there are none or if the
 *     challenge has a token68 instead
 */
public record Challenge(String scheme, Map<String, String> parameters) {

  /** A longer header value, in characters, is not read at all. */
  public static final int MAX_HEADER_LENGTH = 8192;

  /** Challenges beyond this number are not read. */
  public static final int MAX_CHALLENGES = 16;

  /** Parameters of one challenge beyond this number are not kept. */
  public static final int MAX_PARAMETERS = 32;

  /** Puts the scheme and the names of the parameters into lower case. */
  public Challenge {
    scheme = scheme.toLowerCase(Locale.ROOT);
    Map<String, String> lowered = new LinkedHashMap<>();
    parameters.forEach((name, value) -> lowered.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
    parameters = Collections.unmodifiableMap(lowered);
  }

  /**
   * All challenges of all {@code WWW-Authenticate} headers, in their order. It never fails: the
   * rest of a header is ignored from its first malformed place on.
   */
  public static List<Challenge> parseAll(List<String> headerValues) {
    List<Challenge> challenges = new ArrayList<>();
    for (String value : headerValues) {
      if (value.length() <= MAX_HEADER_LENGTH) {
        new ChallengeParser(value, MAX_CHALLENGES - challenges.size()).parseInto(challenges);
      }
    }
    return List.copyOf(challenges);
  }

  /** The protection space (Basic), or the URL of the token service (Bearer). */
  public Optional<String> realm() {
    return parameter("realm");
  }

  /** The name by which the token service knows the registry. */
  public Optional<String> service() {
    return parameter("service");
  }

  /** The access demanded, as written: scopes with spaces between them. */
  public Optional<String> scope() {
    return parameter("scope");
  }

  /** The single scopes of {@link #scope()}, in their order. */
  public Set<String> scopes() {
    Set<String> scopes = new LinkedHashSet<>();
    for (String scope : scope().orElse("").split(" ", -1)) {
      if (!scope.isEmpty()) {
        scopes.add(scope);
      }
    }
    return Collections.unmodifiableSet(scopes);
  }

  /** Why a token was refused, for instance {@code insufficient_scope} (RFC 6750 section 3.1). */
  public Optional<String> error() {
    return parameter("error");
  }

  /** An empty value counts as absent. */
  private Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name)).filter(value -> !value.isBlank());
  }
}
