/**
 * What all faces share: requests in, responses out, one log line for each inspection.
 *
 * <p>It uses {@code inspect} and what is below. Begin with {@code RequestReader} and {@code
 * Inspections}.
 */
@NullMarked
package io.imagepeek.function;

import org.jspecify.annotations.NullMarked;
