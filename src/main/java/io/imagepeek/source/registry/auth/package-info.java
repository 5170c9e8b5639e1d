/**
 * Challenges, tokens, and the places where credentials are found.
 *
 * <p>It uses {@code source.registry.network}, {@code source} and what is below. Begin with {@code
 * Authenticator} for challenges, {@code CredentialSource} for credentials.
 */
@NullMarked
package io.imagepeek.source.registry.auth;

import org.jspecify.annotations.NullMarked;
