/**
 * The common parts of all image sources: the interface of a source, the deadline and request budget
 * of an inspection, the memory limits, and the verification of documents.
 *
 * <p>This package uses {@code image} and {@code failure}. Its subpackages are the sources. Start
 * reading at {@code ImageSource}, {@code StoredImage} and {@code InspectionContext}.
 */
@NullMarked
package io.imagepeek.source;

import org.jspecify.annotations.NullMarked;
