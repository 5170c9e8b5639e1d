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
 * The requests of one inspection to one registry. A registry that is not known to demand a proof is
 * first asked without; the challenge is answered when it comes, and remembered. One that has
 * challenged before is given the proof at once, and where it does not take that, it is asked as if
 * nothing were known of it.
 */
final class RegistrySession {

  /** The challenge, a token that has been revoked meanwhile, a scope that was too narrow. */
  private static final int CHALLENGES_ANSWERED = 3;

  private final RegistryClient client;
  private final Authenticator authenticator;
  private final ChallengeCache memory;
  private final RegistryErrorMapper errors;
  private final ImageReference reference;
  private final Optional<Credentials> supplied;
  private final URI base;
  private final Origin registry;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final CompletableFuture<Boolean> firstAnswer = new CompletableFuture<>();
  private volatile @Nullable Authorization authorization;

  /** Why the proof that was expected to be demanded could not be given, or was not taken. */
  private volatile @Nullable InspectFailure vain;

  RegistrySession(
      RegistryClient client,
      Authenticator authenticator,
      ChallengeCache memory,
      RegistryErrorMapper errors,
      ImageReference reference,
      Optional<Credentials> supplied,
      URI base) {
    this.client = client;
    this.authenticator = authenticator;
    this.memory = memory;
    this.errors = errors;
    this.reference = reference;
    this.supplied = supplied;
    this.base = base;
    this.registry = Origin.of(base);
  }

  /**
   * How far a request has come.
   *
   * @param expected whether its first proof was one that nobody had demanded yet
   * @param challenges answered so far
   * @param scopeFollowed whether one of them demanded another scope
   */
  private record Progress(boolean expected, int challenges, boolean scopeFollowed) {
    static final Progress NONE = new Progress(false, 0, false);

    Progress answered(boolean otherScope) {
      return new Progress(expected, challenges + 1, scopeFollowed || otherScope);
    }
  }

  /**
   * The answer to a request; its status is below 500, and 401 only if nothing more could be tried.
   * Of several at once to a registry that is not known, one goes ahead: the others would only be
   * challenged, too.
   */
  Uni<HttpResponse> send(HttpRequest call, InspectionContext context) {
    if (memory.knows(registry)) {
      return begin(call, context);
    }
    return Uni.createFrom()
        .deferred(
            () ->
                begun.compareAndSet(false, true)
                    ? begin(call, context).onTermination().invoke(() -> firstAnswer.complete(true))
                    : Uni.createFrom()
                        // A copy: whoever cancels it leaves the others waiting.
                        .completionStage(firstAnswer::copy)
                        .flatMap(gone -> begin(call, context)));
  }

  private Uni<HttpResponse> begin(HttpRequest call, InspectionContext context) {
    if (authorization != null || vain != null || !call.origin().equals(registry)) {
      return attempt(call, context, Progress.NONE);
    }
    ChallengeCache.Expected expected = memory.expected(registry, reference.repository());
    if (expected.challenges().isEmpty()) {
      return attempt(call, context, Progress.NONE);
    }
    return authenticator
        .authorizePreemptively(
            challenged(expected.challenges(), "unauthorized: authentication required"),
            expected.mayUseCredentials(),
            context)
        .map(
            proof -> {
              proof.ifPresent(given -> authorization = given);
              return proof.isPresent();
            })
        .onFailure(InspectFailure.class)
        .recoverWithItem(
            failure -> {
              vain = failure;
              return false;
            })
        .flatMap(proven -> attempt(call, context, new Progress(proven, 0, false)));
  }

  private Uni<Authorization> prove(
      List<Challenge> challenges, String refusal, InspectionContext context) {
    return authenticator
        .authorize(challenged(challenges, refusal), context)
        .invoke(proof -> authorization = proof);
  }

  private AuthContext challenged(List<Challenge> challenges, String refusal) {
    return new AuthContext(base, reference, supplied, challenges, refusal);
  }

  private Uni<HttpResponse> attempt(
      HttpRequest call, InspectionContext context, Progress progress) {
    Authorization proof = call.origin().equals(registry) ? authorization : null;
    return client
        .send(
            (proof == null ? call : call.authorized(proof.header())).about(reference.repository()),
            context)
        .flatMap(
            answer -> {
              if (answer.status() == 401 && progress.challenges() < CHALLENGES_ANSWERED) {
                return challenged(call, answer, proof, context, progress);
              }
              if (answer.status() == 403 && progress.expected()) {
                return unproven(call, answer, context);
              }
              memory.answered(registry);
              return Uni.createFrom().item(answer);
            });
  }

  private Uni<HttpResponse> challenged(
      HttpRequest call,
      HttpResponse answer,
      @Nullable Authorization refused,
      InspectionContext context,
      Progress progress) {
    // Only the registry itself is proven anything to, never where it redirects (CVE-2020-15157).
    if (!Origin.of(answer.uri()).equals(registry)) {
      return Uni.createFrom().item(answer);
    }
    List<Challenge> challenges = Challenge.parseAll(answer.headers().getAll("WWW-Authenticate"));
    boolean asKnown =
        !challenges.isEmpty() && memory.challenged(registry, reference.repository(), challenges);
    boolean otherScope = demandsOtherScope(refused, challenges);
    // Another scope is followed once: a registry could name a new one for ever.
    boolean worthAnother =
        otherScope
            ? !progress.scopeFollowed()
            : canDoBetter(refused) || (progress.expected() && demandsOther(refused, challenges));
    if (challenges.isEmpty() || !worthAnother) {
      return progress.expected() && refused != null
          ? unproven(call, answer, context)
          : Uni.createFrom().item(answer);
    }
    InspectFailure inVain = vain;
    if (inVain != null && asKnown) {
      return Uni.createFrom().failure(inVain);
    }
    return prove(challenges, RegistryErrorMapper.text(answer), context)
        .flatMap(proof -> attempt(call, context, progress.answered(otherScope)));
  }

  /** The image may be open to everybody, though not to who proved to be somebody. */
  private Uni<HttpResponse> unproven(
      HttpRequest call, HttpResponse refusal, InspectionContext context) {
    vain = meaning(refusal);
    authorization = null;
    return attempt(call, context, Progress.NONE);
  }

  private static boolean demandsOtherScope(
      @Nullable Authorization refused, List<Challenge> challenges) {
    return refused instanceof Authorization.Bearer bearer
        && challenges.stream()
            .filter(challenge -> challenge.error().orElse("").equals("insufficient_scope"))
            .anyMatch(challenge -> !bearer.key().scopes().containsAll(challenge.scopes()));
  }

  /** Whether something else is demanded than was expected. */
  private static boolean demandsOther(@Nullable Authorization refused, List<Challenge> challenges) {
    List<Challenge> bearers =
        challenges.stream().filter(challenge -> challenge.scheme().equals("bearer")).toList();
    return refused instanceof Authorization.Bearer bearer
        ? bearers.stream().noneMatch(bearer.key()::answers)
        : !bearers.isEmpty();
  }

  /** Whether the same challenge can be answered better than with what was refused. */
  private boolean canDoBetter(@Nullable Authorization refused) {
    if (refused instanceof Authorization.Bearer bearer
        && bearer.origin() == Authorization.Bearer.Origin.CACHED) {
      authenticator.forget(bearer);
      return true;
    }
    return refused == null;
  }

  /** What an answer other than a success means for the image asked for. */
  InspectFailure meaning(HttpResponse answer) {
    InspectFailure failure = errors.meaning(answer);
    Authorization held = authorization;
    // Where the registry has redirected to knows nothing of what may be seen there.
    if (!Origin.of(answer.uri()).equals(registry)
        || !(held instanceof Authorization.Bearer)
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
