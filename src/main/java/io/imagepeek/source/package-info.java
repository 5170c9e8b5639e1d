/**
 * What all sources of images share: the interface of a source, the deadline and the budget of an
 * inspection, the limits of memory, and the verified reading of documents.
 *
 * <p>It uses {@code image} and {@code failure}. The packages below it are the sources themselves.
 * Begin with {@code ImageSource}, {@code StoredImage} and {@code InspectionContext}.
 */
@NullMarked
package io.imagepeek.source;

import org.jspecify.annotations.NullMarked;
