/**
 * The image model: references, digests, platforms, manifests, indexes and configurations. It parses
 * bytes and does no I/O.
 *
 * <p>This package uses {@code failure}. Start reading at {@code ImageReference}, {@code Document}
 * and {@code Index}.
 */
@NullMarked
package io.imagepeek.image;

import org.jspecify.annotations.NullMarked;
