package io.imagepeek.source.registry.cloud;

import io.imagepeek.source.Credentials;
import java.time.Instant;

/**
 * Credentials that a cloud issues to an identity for its registries.
 *
 * @param credentials the name that the registry expects, and the token as its password
 * @param expiry when the token expires, by the local clock
 */
record IssuedToken(Credentials.Password credentials, Instant expiry) {}
