/**
 * The registry client: the requests of the distribution specification, the cache, redirects,
 * retries, circuit breakers and queues.
 *
 * <p>It uses its own subpackages, {@code source} and what is below. Begin with {@code
 * RegistrySource}, then {@code RegistryImage} for the requests and {@code RegistryClient} for their
 * way to the wire.
 */
@NullMarked
package io.imagepeek.source.registry;

import org.jspecify.annotations.NullMarked;
