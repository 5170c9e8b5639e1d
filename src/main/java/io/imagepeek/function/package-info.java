/**
 * What all endpoints share: requests are read, responses are written, each inspection is logged.
 *
 * <p>It uses {@code inspect} and what is below. Begin with {@code RequestReader}, {@code
 * InspectRequest} and {@code Inspections}.
 */
@NullMarked
package io.imagepeek.function;

import org.jspecify.annotations.NullMarked;
