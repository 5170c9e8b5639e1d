package io.imagepeek.source.registry.auth;

import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A registry's challenge, and what the credentials for it depend on.
 *
 * @param registry the address that the request was sent to
 * @param reference the image of the request
 * @param supplied the caller's own credentials, which are used before all others
 * @param challenges the registry's challenges, in its order
 * @param refusal the registry's own error text
 */
public record AuthContext(
    URI registry,
    ImageReference reference,
    Optional<Credentials> supplied,
    List<Challenge> challenges,
    String refusal) {}
