package io.imagepeek.source.registry.auth;

import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.source.BoundedExecutor;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.ParserExecutor;
import io.imagepeek.source.SingleFlight;
import io.imagepeek.source.network.RedirectPolicy;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Authorizes requests after a registry's challenge: by Basic, or by a Bearer token of the token
 * service that the registry names (distribution specification, "Token Authentication"; OAuth2 for
 * identity tokens). Credentials go to that registry and that service only, after a challenge.
 */
public final class Authenticator {

  private static final String CLIENT = "imagepeek";

  /** Each look-up may run a helper, which is a process. */
  private static final int STORE_LOOK_UPS_AT_ONCE = 8;

  private static final int STORE_LOOK_UPS_WAITING = 1_024;

  private final CredentialSource stored;
  private final TokenCache cache;
  private final TokenService service;
  private final RedirectPolicy targets;
  private final InstantSource clock;
  private final ParserExecutor parsers;
  private final SingleFlight<TokenKey, TokenResponse> flights = new SingleFlight<>();
  private final SingleFlight<String, Optional<Credentials>> lookUps = new SingleFlight<>();
  private final BoundedExecutor storeThreads =
      new BoundedExecutor("credentials", STORE_LOOK_UPS_AT_ONCE, STORE_LOOK_UPS_WAITING);

  public Authenticator(
      CredentialSource stored,
      TokenCache cache,
      TokenService service,
      RedirectPolicy targets,
      InstantSource clock,
      ParserExecutor parsers) {
    this.stored = stored;
    this.cache = cache;
    this.service = service;
    this.targets = targets;
    this.clock = clock;
    this.parsers = parsers;
  }

  /**
   * The authorization to repeat the request with.
   *
   * <p>Fails with a {@link RegistryAuthenticationFailure} if there are no fitting credentials.
   */
  public Uni<Authorization> authorize(AuthContext challenged, InspectionContext context) {
    return credentials(challenged)
        .flatMap(credentials -> authorize(challenged, credentials, context));
  }

  /**
   * The authorization for a challenge that the registry is expected to send; empty if that would
   * give credentials to a realm that may not have them yet.
   *
   * <p>Fails as {@link #authorize}.
   *
   * @param mayUseCredentials see {@link ChallengeCache.Expected}; an anonymous token is requested
   *     from any realm
   */
  public Uni<Optional<Authorization>> authorizePreemptively(
      AuthContext expected, boolean mayUseCredentials, InspectionContext context) {
    return credentials(expected)
        .flatMap(
            credentials ->
                credentials.isPresent() && !mayUseCredentials
                    ? Uni.createFrom().item(Optional.empty())
                    : authorize(expected, credentials, context).map(Optional::of));
  }

  /** Removes a token that the registry refused from the cache. */
  public void forget(Authorization.Bearer refused) {
    cache.invalidate(refused.key(), refused.token());
  }

  private Uni<Optional<Credentials>> credentials(AuthContext challenged) {
    if (challenged.supplied().isPresent()) {
      return Uni.createFrom().item(challenged.supplied());
    }
    // Reads files and runs helpers: never on an event loop, and once for all that wait for it.
    String host = challenged.reference().host();
    String repository = challenged.reference().repository();
    return lookUps.join(
        challenged.reference().name(), () -> storeThreads.run(() -> stored.find(host, repository)));
  }

  private Uni<Authorization> authorize(
      AuthContext challenged, Optional<Credentials> credentials, InspectionContext context) {
    for (Challenge challenge : challenged.challenges()) {
      if (challenge.scheme().equals("bearer")) {
        return bearer(challenge, challenged, credentials, context);
      }
    }
    for (Challenge challenge : challenged.challenges()) {
      if (challenge.scheme().equals("basic")) {
        return Uni.createFrom().item(basic(challenged, credentials));
      }
    }
    throw new RegistryAuthenticationFailure(challenged.refusal());
  }

  private static Authorization basic(AuthContext challenged, Optional<Credentials> credentials) {
    if (credentials.isEmpty()) {
      throw new RegistryAuthenticationFailure(challenged.refusal());
    }
    if (credentials.get() instanceof Credentials.Password password) {
      return new Authorization.Basic(password);
    }
    throw new RegistryAuthenticationFailure(
        challenged.refusal() + "; the registry takes a username and password, not a token");
  }

  private Uni<Authorization> bearer(
      Challenge challenge,
      AuthContext challenged,
      Optional<Credentials> credentials,
      InspectionContext context) {
    Set<String> scopes = scopes(challenge, challenged);
    TokenKey key = TokenKey.of(challenged.reference().host(), challenge, scopes, credentials);
    if (credentials.orElse(null) instanceof Credentials.RegistryToken token) {
      return Uni.createFrom()
          .item(
              new Authorization.Bearer(
                  token.token(), key, Authorization.Bearer.Origin.FRESH, false));
    }
    Optional<TokenResponse> cached = cache.get(key);
    if (cached.isPresent()) {
      return Uni.createFrom()
          .item(
              new Authorization.Bearer(
                  cached.get().token(),
                  key,
                  Authorization.Bearer.Origin.CACHED,
                  credentials.isEmpty()));
    }
    URI realm =
        targets.realm(
            challenged.registry(),
            challenge
                .realm()
                .orElseThrow(() -> new RegistryAuthenticationFailure(challenged.refusal())));
    TokenRequest request =
        request(
            realm, challenge.service(), scopes, credentials, challenged.reference().repository());
    return flights
        .join(key, context, flight -> fetch(key, request, flight))
        .map(
            issued ->
                new Authorization.Bearer(
                    issued.token(), key, Authorization.Bearer.Origin.FRESH, credentials.isEmpty()));
  }

  private Uni<TokenResponse> fetch(TokenKey key, TokenRequest request, InspectionContext context) {
    return service
        .fetch(request, context)
        .flatMap(
            body -> parsers.compute(body.length, () -> TokenResponse.parse(body, clock.instant())))
        .invoke(issued -> cache.put(key, issued));
  }

  private static Set<String> scopes(Challenge challenge, AuthContext challenged) {
    return challenge.scopes().isEmpty()
        ? Set.of("repository:" + challenged.reference().repository() + ":pull")
        : challenge.scopes();
  }

  private static TokenRequest request(
      URI realm,
      Optional<String> service,
      Set<String> scopes,
      Optional<Credentials> credentials,
      String repository) {
    StringJoiner parameters = new StringJoiner("&");
    service.ifPresent(name -> parameters.add(parameter("service", name)));
    if (credentials.orElse(null) instanceof Credentials.IdentityToken identity) {
      parameters.add(parameter("scope", String.join(" ", scopes)));
      parameters.add(parameter("grant_type", "refresh_token"));
      parameters.add(parameter("client_id", CLIENT));
      parameters.add(parameter("refresh_token", identity.token()));
      return new TokenRequest(
          realm, Optional.of(parameters.toString()), Optional.empty(), repository);
    }
    scopes.forEach(scope -> parameters.add(parameter("scope", scope)));
    Optional<Authorization.Basic> authorization = Optional.empty();
    if (credentials.orElse(null) instanceof Credentials.Password password) {
      parameters.add(parameter("account", password.username()));
      authorization = Optional.of(new Authorization.Basic(password));
    }
    String separator = realm.getRawQuery() == null ? "?" : "&";
    return new TokenRequest(
        URI.create(realm + separator + parameters), Optional.empty(), authorization, repository);
  }

  private static String parameter(String name, String value) {
    return name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
