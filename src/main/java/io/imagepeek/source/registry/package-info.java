/**
 * The registry client: the requests of the distribution specification, their authorization,
 * redirects, mirrors, and the mapping of error responses.
 *
 * <p>It uses its own subpackages, {@code source}, {@code source.http} and what is below. Begin with
 * {@code RegistrySource}, then {@code RegistryImage} for the requests and {@code RegistryClient}
 * for their retries and redirects.
 */
@NullMarked
package io.imagepeek.source.registry;

import org.jspecify.annotations.NullMarked;
