/**
 * Inspections requested by CloudEvents, and their results as CloudEvents.
 *
 * <p>It uses {@code function}, {@code function.push} and what is below. Begin with {@code
 * EventMessages} and {@code EventInspections}.
 */
@NullMarked
package io.imagepeek.function.event;

import org.jspecify.annotations.NullMarked;
