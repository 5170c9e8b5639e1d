/**
 * The rules for connections: which hosts, addresses and redirect targets are allowed, where plain
 * HTTP is, and which proxy is used.
 *
 * <p>It uses {@code source} and what is below. Begin with {@code RedirectPolicy} and {@code
 * Origin}.
 */
@NullMarked
package io.imagepeek.source.network;

import org.jspecify.annotations.NullMarked;
