/**
 * Which hosts and addresses may be connected to, and how: origins, proxies, plain http, redirect
 * targets.
 *
 * <p>It uses {@code source} and what is below. Begin with {@code RedirectPolicy} and {@code
 * Origin}.
 */
@NullMarked
package io.imagepeek.source.network;

import org.jspecify.annotations.NullMarked;
