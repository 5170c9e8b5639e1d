package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure;
import io.imagepeek.failure.InspectFailure.ImageNotFoundInRegistry;
import io.imagepeek.failure.InspectFailure.RegistryAuthenticationFailure;
import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.http.HttpRequest;
import io.imagepeek.source.http.HttpResponse;
import io.imagepeek.source.network.Origin;
import io.imagepeek.source.registry.auth.AuthContext;
import io.imagepeek.source.registry.auth.Authenticator;
import io.imagepeek.source.registry.auth.Authorization;
import io.imagepeek.source.registry.auth.Challenge;
import io.imagepeek.source.registry.auth.ChallengeCache;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one inspection to one registry, with the authorization that they need. The first
 * request to an unknown registry is anonymous; its challenge is answered and cached. A registry
 * that has challenged before gets a token or a password with the first request. If it refuses that,
 * the request is retried anonymously, as with an unknown registry.
 */
final class RegistrySession {

  /** For the first challenge, for a token that has been revoked, for a scope that was too small. */
  private static final int MAX_CHALLENGES = 3;

  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ChallengeCache challengeCache;
  private final RegistryErrorMapper errors;
  private final ImageReference reference;
  private final Optional<Credentials> supplied;
  private final URI base;
  private final Origin registry;
  private final AtomicBoolean started = new AtomicBoolean();
  private final CompletableFuture<Boolean> firstResponse = new CompletableFuture<>();
  private volatile @Nullable Authorization authorization;

  /** Why no authorization could be sent before a challenge, or why the registry refused it. */
  private volatile @Nullable InspectFailure preemptiveFailure;

  RegistrySession(
      RegistryClient client,
      Authenticator authenticator,
      ChallengeCache challengeCache,
      RegistryErrorMapper errors,
      ImageReference reference,
      Optional<Credentials> supplied,
      URI base) {
    this.client = client;
    this.authenticator = authenticator;
    this.challengeCache = challengeCache;
    this.errors = errors;
    this.reference = reference;
    this.supplied = supplied;
    this.base = base;
    this.registry = Origin.of(base);
  }

  /**
   * What has been tried for one request.
   *
   * @param preemptive whether the first attempt carried an authorization before any challenge
   * @param challenges the number of challenges answered so far
   * @param scopeFollowed whether one of them demanded another scope
   */
  private record Progress(boolean preemptive, int challenges, boolean scopeFollowed) {
    static final Progress NONE = new Progress(false, 0, false);

    Progress afterChallenge(boolean otherScope) {
      return new Progress(preemptive, challenges + 1, scopeFollowed || otherScope);
    }
  }

  /**
   * Sends a request. The status of the response is below 500, or 501; it is 401 only if no
   * authorization is left to try. As long as the registry is unknown, concurrent requests wait for
   * the first one: each of them would be challenged, too.
   */
  Uni<HttpResponse> send(HttpRequest request, InspectionContext context) {
    if (challengeCache.knows(registry)) {
      return begin(request, context);
    }
    return Uni.createFrom()
        .deferred(
            () ->
                started.compareAndSet(false, true)
                    ? begin(request, context)
                        .onTermination()
                        .invoke(() -> firstResponse.complete(true))
                    : Uni.createFrom()
                        // A copy: cancelling it must not cancel the wait of the others.
                        .completionStage(firstResponse::copy)
                        .flatMap(first -> begin(request, context)));
  }

  private Uni<HttpResponse> begin(HttpRequest request, InspectionContext context) {
    if (authorization != null || preemptiveFailure != null || !request.origin().equals(registry)) {
      return attempt(request, context, Progress.NONE);
    }
    ChallengeCache.Expected expected = challengeCache.expected(registry, reference.repository());
    if (expected.challenges().isEmpty()) {
      return attempt(request, context, Progress.NONE);
    }
    return authenticator
        .authorizePreemptively(
            authContext(expected.challenges(), "unauthorized: authentication required"),
            expected.mayUseCredentials(),
            context)
        .map(
            found -> {
              found.ifPresent(preemptive -> authorization = preemptive);
              return found.isPresent();
            })
        .onFailure(InspectFailure.class)
        .recoverWithItem(
            failure -> {
              preemptiveFailure = failure;
              return false;
            })
        .flatMap(authorized -> attempt(request, context, new Progress(authorized, 0, false)));
  }

  private Uni<Authorization> authorize(
      List<Challenge> challenges, String refusal, InspectionContext context) {
    return authenticator
        .authorize(authContext(challenges, refusal), context)
        .invoke(obtained -> authorization = obtained);
  }

  private AuthContext authContext(List<Challenge> challenges, String refusal) {
    return new AuthContext(base, reference, supplied, challenges, refusal);
  }

  private Uni<HttpResponse> attempt(
      HttpRequest request, InspectionContext context, Progress progress) {
    Authorization sent = request.origin().equals(registry) ? authorization : null;
    return client
        .send(
            (sent == null ? request : request.withAuthorization(sent.header()))
                .forRepository(reference.repository()),
            context)
        .flatMap(
            response -> {
              if (response.status() == 401 && progress.challenges() < MAX_CHALLENGES) {
                return answerChallenge(request, response, sent, context, progress);
              }
              if (response.status() == 403 && progress.preemptive()) {
                return retryAnonymously(request, response, context);
              }
              challengeCache.answered(registry);
              return Uni.createFrom().item(response);
            });
  }

  private Uni<HttpResponse> answerChallenge(
      HttpRequest request,
      HttpResponse response,
      @Nullable Authorization refused,
      InspectionContext context,
      Progress progress) {
    // Credentials go to the registry itself, never to a redirect's target (CVE-2020-15157).
    if (!Origin.of(response.uri()).equals(registry)) {
      return Uni.createFrom().item(response);
    }
    List<Challenge> challenges = Challenge.parseAll(response.headers().getAll("WWW-Authenticate"));
    boolean asCached =
        !challenges.isEmpty()
            && challengeCache.challenged(registry, reference.repository(), challenges);
    boolean otherScope = demandsOtherScope(refused, challenges);
    // Another scope is followed once: a registry could name new ones without end.
    boolean retry =
        otherScope
            ? !progress.scopeFollowed()
            : canAnswerAgain(refused)
                || (progress.preemptive() && demandsOther(refused, challenges));
    if (challenges.isEmpty() || !retry) {
      return progress.preemptive() && refused != null
          ? retryAnonymously(request, response, context)
          : Uni.createFrom().item(response);
    }
    InspectFailure failedBefore = preemptiveFailure;
    if (failedBefore != null && asCached) {
      return Uni.createFrom().failure(failedBefore);
    }
    return authorize(challenges, RegistryErrorMapper.errorText(response), context)
        .flatMap(obtained -> attempt(request, context, progress.afterChallenge(otherScope)));
  }

  /** The image may be public, and hidden only from the account of these credentials. */
  private Uni<HttpResponse> retryAnonymously(
      HttpRequest request, HttpResponse refusal, InspectionContext context) {
    preemptiveFailure = failure(refusal);
    authorization = null;
    return attempt(request, context, Progress.NONE);
  }

  private static boolean demandsOtherScope(
      @Nullable Authorization refused, List<Challenge> challenges) {
    return refused instanceof Authorization.Bearer bearer
        && challenges.stream()
            .filter(challenge -> challenge.error().orElse("").equals("insufficient_scope"))
            .anyMatch(challenge -> !bearer.key().scopes().containsAll(challenge.scopes()));
  }

  /** Whether the challenges demand something else than what was sent before them. */
  private static boolean demandsOther(@Nullable Authorization refused, List<Challenge> challenges) {
    List<Challenge> bearers =
        challenges.stream().filter(challenge -> challenge.scheme().equals("bearer")).toList();
    return refused instanceof Authorization.Bearer bearer
        ? bearers.stream().noneMatch(bearer.key()::satisfies)
        : !bearers.isEmpty();
  }

  /** Whether the same challenge has another answer: none was sent, or only a cached token. */
  private boolean canAnswerAgain(@Nullable Authorization refused) {
    if (refused instanceof Authorization.Bearer bearer
        && bearer.origin() == Authorization.Bearer.Origin.CACHED) {
      authenticator.forget(bearer);
      return true;
    }
    return refused == null;
  }

  /** The failure of the inspection for a response whose status is no success. */
  InspectFailure failure(HttpResponse response) {
    InspectFailure failure = errors.failure(response);
    Authorization current = authorization;
    // A host that the registry redirects to does not know who may see the image.
    if (!Origin.of(response.uri()).equals(registry)
        || !(current instanceof Authorization.Bearer)
        || !(failure instanceof RegistryAuthenticationFailure)) {
      return failure;
    }
    if (response.status() == 401 && current.anonymous() && reference.isDockerHubLibrary()) {
      // Official images are public: one that Docker Hub refuses to an anonymous token is missing.
      return new ImageNotFoundInRegistry(failure.error());
    }
    return RegistryAuthenticationFailure.missingOrPrivate(failure.error());
  }
}
