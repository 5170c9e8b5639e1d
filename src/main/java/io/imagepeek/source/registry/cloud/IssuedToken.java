package io.imagepeek.source.registry.cloud;

import io.imagepeek.source.Credentials;
import java.time.Instant;

/**
 * What a cloud gives to an identity to log in to its registries with.
 *
 * @param credentials the name that the registry expects, and the token as its password
 * @param expiry when the token ends to be valid, by the local clock
 */
record IssuedToken(Credentials.Password credentials, Instant expiry) {}
