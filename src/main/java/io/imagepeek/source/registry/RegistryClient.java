package io.imagepeek.source.registry;

import io.imagepeek.failure.InspectFailure.InspectImageFailure;
import io.imagepeek.source.InspectionContext;
import io.imagepeek.source.registry.network.TargetRule;
import io.smallrye.mutiny.Uni;
import java.net.URI;

/**
 * Exchanges with registries and token services: repeated where that helps, redirects followed by
 * hand. An answer that is returned has a status below 500; what it means is for the caller to say.
 */
final class RegistryClient {

  private final Transport transport;
  private final HostGuards guards;
  private final TargetRule targets;
  private final ErrorAnswers errors;
  private final int redirectLimit;

  RegistryClient(
      Transport transport,
      HostGuards guards,
      TargetRule targets,
      ErrorAnswers errors,
      int redirectLimit) {
    this.transport = transport;
    this.guards = guards;
    this.targets = targets;
    this.errors = errors;
    this.redirectLimit = redirectLimit;
  }

  /** Sends a call and returns the answer at the end of its redirects. */
  Uni<HttpAnswer> send(HttpCall call, InspectionContext context) {
    return follow(call, context, 0);
  }

  private Uni<HttpAnswer> follow(HttpCall call, InspectionContext context, int redirects) {
    return guards
        .run(call, context, place -> transport.attempt(call, context, place).map(this::orFailure))
        .flatMap(
            answer -> {
              if (!answer.redirect()) {
                return Uni.createFrom().item(answer);
              }
              if (!call.repeatable()) {
                throw new InspectImageFailure(
                    call.origin().authority() + " redirects a request that must not be repeated");
              }
              if (redirects >= redirectLimit) {
                throw new InspectImageFailure(
                    "more than "
                        + redirectLimit
                        + " redirects, the last by "
                        + call.origin().authority());
              }
              URI target = targets.follow(call.uri(), answer.headers().get("Location"));
              return follow(call.at(target), context, redirects + 1);
            });
  }

  private HttpAnswer orFailure(HttpAnswer answer) {
    String encoding = answer.headers().get("Content-Encoding");
    boolean encoded =
        encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity");
    // An error means what its status says, in whatever coding a proxy explains it.
    if (encoded && answer.successful()) {
      throw AttemptFailure.lasting(
          new InspectImageFailure(
              answer.call().origin().authority()
                  + " answers with an encoded body ("
                  + ErrorAnswers.oneLine(answer.withoutSecrets(encoding))
                  + "), which was not asked for"),
          AttemptFailure.Blame.NOBODY);
    }
    errors
        .ofAttempt(answer)
        .ifPresent(
            failure -> {
              throw failure;
            });
    return answer;
  }
}
