/**
 * One HTTP exchange, for registries, token services and engines: request and response, the address
 * that is dialled, retries, circuit breakers, a queue for each host, and what a failed connection
 * means.
 *
 * <p>It uses {@code source.network}, {@code source} and what is below, and knows nothing of images.
 * Begin with {@code HttpRequest}, then {@code HostResilience}, {@code Transport} and {@code
 * HttpExchange}.
 */
@NullMarked
package io.imagepeek.source.http;

import org.jspecify.annotations.NullMarked;
