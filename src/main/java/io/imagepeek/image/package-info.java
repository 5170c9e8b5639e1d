/**
 * The image model: references, digests, platforms, manifests, indexes and configurations. It parses
 * bytes and does no I/O.
 *
 * <p>It uses {@code failure}. Begin with {@code ImageReference}, {@code Document} and {@code
 * Index}.
 */
@NullMarked
package io.imagepeek.image;

import org.jspecify.annotations.NullMarked;
