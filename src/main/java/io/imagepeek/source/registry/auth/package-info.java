/**
 * Authorizes requests to registries: challenges, tokens, and where credentials are found.
 *
 * <p>It uses {@code source.network}, {@code source}, {@code json} and what is below. Begin with
 * {@code Authenticator} for challenges, {@code CredentialSource} for credentials.
 */
@NullMarked
package io.imagepeek.source.registry.auth;

import org.jspecify.annotations.NullMarked;
