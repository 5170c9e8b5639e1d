package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.auth.Authorization;
import io.imagepeek.source.registry.auth.Challenge;
import io.imagepeek.source.registry.auth.Challenged;
import io.imagepeek.source.registry.network.Origin;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one inspection to one registry: the first ones carry no proof, a challenge is
 * answered when it comes, and the proof that it earned is kept for the requests that follow.
 */
final class RegistrySession {

  /** The challenge, a token that has been revoked meanwhile, a scope that was too narrow. */
  private static final int CHALLENGES_ANSWERED = 3;

  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ErrorAnswers errors;
  private final ImageReference reference;
  private final Optional<Credentials> supplied;
  private final InspectionContext context;
  private final URI base;
  private volatile @Nullable Authorization authorization;

  RegistrySession(
      RegistryClient client,
      Authenticator authenticator,
      ErrorAnswers errors,
      ImageReference reference,
      Optional<Credentials> supplied,
      InspectionContext context,
      URI base) {
    this.client = client;
    this.authenticator = authenticator;
    this.errors = errors;
    this.reference = reference;
    this.supplied = supplied;
    this.context = context;
    this.base = base;
  }

  /** The answer to a GET; its status is below 500, and 401 only if nothing more could be tried. */
  Uni<HttpAnswer> get(URI uri, Map<String, String> headers, int bodyLimit) {
    return send(HttpCall.get(uri, headers, bodyLimit), 0, false);
  }

  private Uni<HttpAnswer> send(HttpCall call, int challengesAnswered, boolean scopeFollowed) {
    Authorization proof = call.origin().equals(Origin.of(base)) ? authorization : null;
    return client
        .send(proof == null ? call : call.authorized(proof.header()), context)
        .flatMap(
            answer ->
                answer.status() == 401 && challengesAnswered < CHALLENGES_ANSWERED
                    ? challenged(call, answer, proof, challengesAnswered, scopeFollowed)
                    : Uni.createFrom().item(answer));
  }

  private Uni<HttpAnswer> challenged(
      HttpCall call,
      HttpAnswer answer,
      @Nullable Authorization refused,
      int challengesAnswered,
      boolean scopeFollowed) {
    // Only the registry itself is proven anything to, never where it redirects (CVE-2020-15157).
    if (!Origin.of(answer.uri()).equals(Origin.of(base))) {
      return Uni.createFrom().item(answer);
    }
    List<Challenge> challenges = Challenge.parseAll(answer.headers().getAll("WWW-Authenticate"));
    boolean otherScope = demandsOtherScope(refused, challenges);
    // Another scope is followed once: a registry could name a new one for ever.
    boolean worthAnother = otherScope ? !scopeFollowed : canDoBetter(refused);
    if (challenges.isEmpty() || !worthAnother) {
      return Uni.createFrom().item(answer);
    }
    return authenticator
        .answer(
            new Challenged(base, reference, supplied, challenges, ErrorAnswers.text(answer)),
            context)
        .flatMap(
            proof -> {
              authorization = proof;
              return send(call, challengesAnswered + 1, scopeFollowed || otherScope);
            });
  }

  private static boolean demandsOtherScope(
      @Nullable Authorization refused, List<Challenge> challenges) {
    return refused instanceof Authorization.Bearer bearer
        && challenges.stream()
            .filter(challenge -> challenge.error().orElse("").equals("insufficient_scope"))
            .anyMatch(challenge -> !bearer.key().scopes().containsAll(challenge.scopes()));
  }

  /** Whether the same challenge can be answered better than with what was refused. */
  private boolean canDoBetter(@Nullable Authorization refused) {
    if (refused instanceof Authorization.Bearer bearer
        && bearer.origin() == Authorization.Bearer.Origin.REMEMBERED) {
      authenticator.forget(bearer);
      return true;
    }
    return refused == null;
  }

  /** What an answer other than a success means for the image asked for. */
  InspectFailure meaning(HttpAnswer answer) {
    InspectFailure failure = errors.meaning(answer);
    Authorization held = authorization;
    if (!(held instanceof Authorization.Bearer)
        || !(failure instanceof RegistryAuthenticationFailure)) {
      return failure;
    }
    if (answer.status() == 401 && held.anonymous() && reference.isDockerHubLibrary()) {
      // The official images are public: one that even a token does not open is not there.
      return new ImageNotFoundInRegistry(failure.error());
    }
    return RegistryAuthenticationFailure.missingOrPrivate(failure.error());
  }
}
