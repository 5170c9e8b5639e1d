/**
 * Credentials for the registries of clouds, by the identity that the function runs under.
 *
 * <p>It uses {@code source.registry.auth}, {@code source} and {@code failure}. Classes of the AWS
 * SDK are loaded only once they are needed. Begin with {@code IdentityTokens}.
 */
@NullMarked
package io.imagepeek.source.registry.cloud;

import org.jspecify.annotations.NullMarked;
