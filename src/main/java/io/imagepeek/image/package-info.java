/** The image model: references, digests, platforms, manifests, indexes, configurations; no I/O. */
@NullMarked
package io.imagepeek.image;

import org.jspecify.annotations.NullMarked;
