package io.imagepeek.source.registry.auth;

import io.imagepeek.source.InspectionContext;
import io.smallrye.mutiny.Uni;

/** Sends requests to token services. */
@FunctionalInterface
public interface TokenService {

  /**
   * The body of a successful response.
   *
   * <p>Fails with an {@link io.imagepeek.failure.InspectFailure}.
   */
  Uni<byte[]> fetch(TokenRequest request, InspectionContext context);
}
