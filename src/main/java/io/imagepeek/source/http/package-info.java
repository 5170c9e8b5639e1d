/**
 * The HTTP client of registries, token services and Docker-compatible engines.
 *
 * <p>{@code HttpExchange} sends one {@code HttpRequest} and reads its {@code HttpResponse}; an
 * {@code ExchangeErrorMapper} gives its errors their meaning. Requests to registries go through
 * {@code HostResilience} (circuit breakers, retries, a queue for each host) and {@code Transport}
 * (one attempt to an address that {@code Dialer} has checked). Engines use only {@code
 * HttpExchange}.
 *
 * <p>It uses {@code source.network}, {@code source} and what is below, and knows nothing of images.
 */
@NullMarked
package io.imagepeek.source.http;

import org.jspecify.annotations.NullMarked;
