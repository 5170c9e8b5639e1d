package io.imagepeek.source.registry.auth;

import io.imagepeek.image.ImageReference;
import io.imagepeek.source.Credentials;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A registry's refusal to answer without a proof.
 *
 * @param registry the address that was asked
 * @param reference the image that was asked for
 * @param supplied the caller's own credentials, which go before all others
 * @param challenges what the registry would take, in its order
 * @param refusal the registry's own words
 */
public record AuthContext(
    URI registry,
    ImageReference reference,
    Optional<Credentials> supplied,
    List<Challenge> challenges,
    String refusal) {}
